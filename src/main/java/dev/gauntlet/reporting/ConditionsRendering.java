package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** The conditions in status. */
final class ConditionsRendering {

    private ConditionsRendering() {
    }

    static List<Condition> conditions(ModelExperimentStatus previous, PassReport report) {
        Conditions conditions = new Conditions(previous.conditions(), report.generation(), report.now());
        conditions.set(ConditionType.Ready, report.specView().ready(), report.specView().reason(), report.specView().message());
        conditions.set(ConditionType.RouteProgrammed, report.route().programmed(), report.route().reason(), report.route().message());
        data(conditions, report);
        outcome(conditions, previous.decision(), report);
        return conditions.build();
    }

    private static void data(Conditions conditions, PassReport report) {
        if (report.state() instanceof Concluded) {
            conditions.set(ConditionType.DataHealthy, null, Reason.Ended.name(), "the experiment has ended; no data are asked for");
        } else if (report.data().isEmpty()) {
            conditions.set(ConditionType.DataHealthy, null, Reason.AwaitingTraffic.name(), "no data are asked for yet");
        } else if (report.data().get().healthy()) {
            conditions.set(ConditionType.DataHealthy, true, Reason.MetricsRead.name(), "all metrics are read");
        } else {
            DataHealth.Problem problem = report.data().get().problems().get(0);
            conditions.set(ConditionType.DataHealthy, false, problem.reason(), problem.message());
        }
    }

    /** After the end no more is decided, so the sentence that ended it stays. */
    private static void outcome(Conditions conditions, DecisionStatus previous, PassReport report) {
        boolean ended = report.state() instanceof Concluded;
        String reason = report.decision().map(Decision::reason).orElse(report.route().reason());
        String message = report.decision().map(Decision::message)
                .orElse(ended && previous != null ? previous.message() : report.route().message());
        if (report.state() instanceof Concluded concluded) {
            conditions.set(ConditionType.Progressing, !concluded.released(), concluded.outcome().name(),
                    concluded.released() ? "finished" : "handing the route over to " + concluded.serving());
            conditions.set(ConditionType.Succeeded, concluded.outcome() == Outcome.Promoted, concluded.outcome().name(), message);
            return;
        }
        boolean held = report.decision().filter(d -> d.action() == Action.Hold).isPresent()
                || report.state() instanceof Waiting || !report.specView().ready();
        conditions.set(ConditionType.Progressing, !held, reason, message);
        conditions.set(ConditionType.Succeeded, null, reason, message);
    }
}
