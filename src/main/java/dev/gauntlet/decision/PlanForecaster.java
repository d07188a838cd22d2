package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.Findings.PlanForecast;
import dev.gauntlet.stats.Remembered;
import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import dev.gauntlet.stats.planning.PlannedTest;
import dev.gauntlet.stats.planning.StoppingRule;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Forecasts what the primary metric needs and what it can find by the deadline, at the variance and traffic seen so far. The forecast
 * changes with the base rate; the designs that decide do not, so it costs no error rate.
 */
public final class PlanForecaster {

    private static final int REMEMBERED = 64;
    private static final Map<EvenLooks, StoppingRule> RULES = Remembered.atMost(REMEMBERED);

    private PlanForecaster() {
    }

    /**
     * The forecast.
     *
     * @param spec the spec in force
     * @param primary assessment of the primary metric
     * @param schedule share of the scheduled information that has passed; empty without a deadline
     * @return empty when there are no data, or the method has no plan
     */
    public static Optional<PlanForecast> forecast(ModelExperimentSpec spec, MetricAssessment primary, OptionalDouble schedule) {
        double fraction = primary.plan().informationFraction();
        if (primary.plan().samplesPlanned() == 0 || fraction <= 0) {
            return Optional.empty();
        }
        Metric metric = spec.primaryMetric();
        MetricDesigns designs = MetricDesigns.of(metric, spec);
        StoppingRule rule = rule(spec, designs);
        PlannedTest test = PlannedTest.superiority(designs.display().alpha(), designs.beta(), rule);
        double atDeadline = schedule.isPresent() && schedule.getAsDouble() > 0
                ? fraction * designs.display().plannedInformation() / schedule.getAsDouble() : 0;
        return Optional.of(new PlanForecast(metric.name(), primary.plan().samplesPlanned(),
                (long) Math.ceil(primary.plan().samplesPlanned() * rule.longestRun()), fraction,
                atDeadline > 0 ? OptionalDouble.of(test.power(designs.effect(), atDeadline)) : OptionalDouble.empty(),
                atDeadline > 0 ? OptionalDouble.of(test.detectableDeviate() / Math.sqrt(atDeadline)) : OptionalDouble.empty()));
    }

    private static StoppingRule rule(ModelExperimentSpec spec, MetricDesigns designs) {
        return switch (spec.analysis().method()) {
            case ConfidenceSequence -> StoppingRule.CALIBRATED_WITHOUT_PAUSE;
            case FixedHorizon, Bayesian -> StoppingRule.FIXED;
            case GroupSequential -> groupSequential(spec, designs);
        };
    }

    /** With 100 looks the rule takes more than a second to find, and it never changes during a run. */
    private static StoppingRule groupSequential(ModelExperimentSpec spec, MetricDesigns designs) {
        PlannedTests tests = new PlannedTests(spec);
        return RULES.computeIfAbsent(new EvenLooks(tests.spending(), tests.looks(), designs.display().alpha(), designs.beta()),
                EvenLooks::rule);
    }

    /** The design that evenly spread looks would have. */
    private record EvenLooks(SpendingFunction spending, int looks, double alpha, double beta) {

        /** By the drift that gives the design its power. */
        private StoppingRule rule() {
            double[] fractions = IntStream.rangeClosed(1, looks).mapToDouble(k -> (double) k / looks).toArray();
            GroupSequentialDesign design = GroupSequentialDesign.spending(spending, alpha, 2, fractions);
            double drift = design.driftForPower(1 - beta);
            double inflation = GroupSequentialDesign.inflation(drift, alpha, 2, beta);
            return StoppingRule.groupSequential(Math.max(1, inflation), Math.max(1, inflation) * design.meanFraction(drift));
        }
    }
}
