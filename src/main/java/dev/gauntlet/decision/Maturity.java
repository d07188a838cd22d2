package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a metric still waits for because its labels come late: nothing that arrives before {@code warmupSeconds} and
 * {@code maturationSeconds} have passed under the weights in force counts, since it may stem from requests made under other weights.
 *
 * @param metric the metric's name
 * @param left time until its observations begin to count, positive
 */
public record Maturity(String metric, Duration left) {

    /**
     * The metric that has to wait longest, among those that matter to a stage: guardrails, and in the stage that decides success metrics.
     *
     * @param spec the spec in force
     * @param stage what runs
     * @param inForce how long the stage's weights have been in force
     * @return empty when all of them count already, or none has late labels
     */
    public static Optional<Maturity> awaited(ModelExperimentSpec spec, Stage stage, Duration inForce) {
        return delayed(spec, stage)
                .map(metric -> new Maturity(metric.name(), countsAfter(spec, metric).minus(inForce)))
                .filter(maturity -> !maturity.left().isNegative() && !maturity.left().isZero())
                .max(Comparator.comparing(Maturity::left));
    }

    /**
     * How long the weights of a stage must be in force before all metrics that matter to it can count anything.
     *
     * @param spec the spec in force
     * @param stage what runs
     * @return zero when none has late labels
     */
    public static Duration longest(ModelExperimentSpec spec, Stage stage) {
        return delayed(spec, stage).map(metric -> countsAfter(spec, metric)).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    private static Stream<Metric> delayed(ModelExperimentSpec spec, Stage stage) {
        return spec.metrics().stream().filter(metric -> metric.maturationSeconds() > 0)
                .filter(metric -> metric.role() == Metric.Role.Guardrail || metric.role() == Metric.Role.Success && stage.decides());
    }

    private static Duration countsAfter(ModelExperimentSpec spec, Metric metric) {
        return Duration.ofSeconds(spec.analysis().warmupSeconds() + metric.maturationSeconds());
    }
}
