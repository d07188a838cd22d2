package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/** Tells changes that must be written at once from numbers that may wait, because every write costs the API server. */
public final class StatusChanges {

    private StatusChanges() {
    }

    /** Whether more than numbers changed. */
    public static boolean significant(ModelExperimentStatus previous, ModelExperimentStatus next) {
        return !essence(previous).equals(essence(next));
    }

    private static List<Object> essence(ModelExperimentStatus status) {
        DecisionStatus decision = status.decision();
        return List.of(
                Objects.requireNonNullElse(status.observedGeneration(), 0L),
                Objects.requireNonNullElse(status.phase(), ""),
                status.conditions().stream().map(StatusChanges::essence).toList(),
                Objects.requireNonNullElse(status.step(), ""),
                Objects.requireNonNullElse(status.route(), ""),
                Objects.requireNonNullElse(status.outcome(), ""),
                decision == null ? "" : List.of(decision.action(), decision.rule(), decision.reason()),
                status.metrics().stream().map(m -> List.of(Objects.requireNonNullElse(m.verdict(), ""),
                        BrokenLimits.isBroken(m))).toList(),
                Objects.requireNonNullElse(status.run(), ""),
                status.requests(),
                Objects.requireNonNullElse(status.report(), ""),
                status.previousRuns().size(),
                status.history().size(),
                status.outbox());
    }

    private static List<String> essence(Condition condition) {
        return List.of(condition.getType(), condition.getStatus(), condition.getReason());
    }
}
