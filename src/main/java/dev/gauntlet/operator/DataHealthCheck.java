package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Stage;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.DataFault.Irregular;
import dev.gauntlet.evidence.DataFault.Kind;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.WantedTraffic;
import dev.gauntlet.reporting.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells which faults keep an experiment from deciding. */
final class DataHealthCheck {

    /** Told in status and Events, but the counts stay right. */
    private static final Set<Kind> HARMLESS = EnumSet.of(Kind.LATE_SAMPLES, Kind.DATA_GAP, Kind.COUNTER_WENT_BACKWARDS,
            Kind.TOO_MANY_SEGMENTS);
    /** Expected while traffic begins. */
    private static final Set<Kind> SILENCE = EnumSet.of(Kind.NO_SERIES, Kind.SILENT);

    private DataHealthCheck() {
    }

    /**
     * The health of the evidence.
     *
     * @param spec the spec in force
     * @param previous status of the resource, which remembers since when data are missing
     * @param faults what the look at the store found
     * @param state the running step or stage
     * @param others what else keeps the experiment from deciding, such as a variant without ready pods
     * @param inForceFor how long the step's weights have been in force; empty before
     * @param silenceLimit how long a metric may be silent after that
     * @param now time of the pass
     */
    static DataHealth of(ModelExperimentSpec spec, ModelExperimentStatus previous, List<DataFault> faults, Active state,
            List<DataHealth.Problem> others, Optional<Duration> inForceFor, Duration silenceLimit, Instant now) {
        List<DataHealth.Problem> problems = new ArrayList<>(others);
        faults.stream().filter(fault -> takesPart(fault, spec, state) && matters(fault, spec, state, inForceFor, silenceLimit))
                .sorted(Comparator.comparing(fault -> !fault.holdsLedger()))
                .forEach(fault -> problems.add(new DataHealth.Problem(fault.reason(), message(fault))));
        return problems.isEmpty() ? DataHealth.HEALTHY : new DataHealth(problems, unhealthySince(previous, now));
    }

    /** Whether a fault is about a variant that gets requests or copies: not about a removed challenger, nor the others beside a winner. */
    private static boolean takesPart(DataFault fault, ModelExperimentSpec spec, Active state) {
        return fault.holdsLedger() || fault.variant().filter(variant -> WantedTraffic.shares(state, spec).get(variant).signum() == 0
                && !WantedTraffic.mirrored(state, spec).containsKey(variant)).isEmpty();
    }

    private static boolean matters(DataFault fault, ModelExperimentSpec spec, Active state, Optional<Duration> inForceFor,
            Duration silenceLimit) {
        if (fault instanceof Irregular irregular && (HARMLESS.contains(irregular.kind())
                || SILENCE.contains(irregular.kind()) && inForceFor.filter(since ->
                        since.compareTo(silenceLimit.plus(firstLabels(irregular, spec))) >= 0).isEmpty())) {
            return false;
        }
        return fault.holdsLedger() || fault.metric().isEmpty()
                || spec.metrics().stream().anyMatch(m -> m.name().equals(fault.metric().get()) && isNeeded(m, spec, state));
    }

    private static boolean isNeeded(Metric metric, ModelExperimentSpec spec, Active state) {
        Stage stage = Assessments.stage(spec, state);
        return stage.needs(metric) && !(stage == Stage.Shadow && metric.missesCopies(spec.routing().provider()));
    }

    /** How late the first labels may come: a counter of labels may not exist before. */
    private static Duration firstLabels(Irregular fault, ModelExperimentSpec spec) {
        return fault.kind() != Kind.NO_SERIES ? Duration.ZERO : spec.metrics().stream()
                .filter(metric -> fault.metric().filter(metric.name()::equals).isPresent()).findFirst()
                .map(metric -> Duration.ofSeconds(metric.maturationSeconds())).orElse(Duration.ZERO);
    }

    private static String message(DataFault fault) {
        String subject = fault.metric().map(m -> m + fault.variant().map(v -> " of " + v).orElse("") + ": ").orElse("");
        return fault.message().startsWith(subject) ? fault.message() : subject + fault.message();
    }

    private static Duration unhealthySince(ModelExperimentStatus previous, Instant now) {
        return Conditions.find(previous.conditions(), ConditionType.DataHealthy).filter(c -> "False".equals(c.getStatus()))
                .map(c -> Duration.between(Instant.parse(c.getLastTransitionTime()), now)).filter(d -> !d.isNegative())
                .orElse(Duration.ZERO);
    }
}
