package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Traffic of an experiment whose weights change at known moments. Each step is a stratum and the information of strata adds.
 *
 * @param steps in order of time, at least one; before the first there is no traffic, the last has no end
 * @param observationsPerSecond observations of all variants together, positive
 */
public record TrafficRamp(List<TrafficStep> steps, double observationsPerSecond) {

    /**
     * @throws IllegalArgumentException when there is no step, steps are out of order, or the rate is not positive
     */
    public TrafficRamp {
        steps = List.copyOf(steps);
        Arguments.positive("observationsPerSecond", observationsPerSecond);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps must hold at least one");
        }
        for (int k = 1; k < steps.size(); k++) {
            if (!(steps.get(k).start() > steps.get(k - 1).start())) {
                throw new IllegalArgumentException("steps must start one after the other but step " + (k + 1) + " starts at "
                        + steps.get(k).start() + " after " + steps.get(k - 1).start());
            }
        }
    }

    /** Constant weights. */
    public static TrafficRamp constant(double challengerWeight, double observationsPerSecond) {
        return new TrafficRamp(List.of(TrafficStep.of(0, challengerWeight)), observationsPerSecond);
    }

    /**
     * Information gathered by the end of each step.
     *
     * @param plan metric and variance
     * @param difference the true difference
     * @param deadline end of the last step in seconds, at least 0; steps after it bring nothing
     */
    public List<Double> informationAfterSteps(MetricPlan plan, double difference, double deadline) {
        Arguments.nonNegative("deadline", deadline);
        List<Double> after = new ArrayList<>();
        double sum = 0;
        for (int k = 0; k < steps.size(); k++) {
            sum += Math.max(0, end(k, deadline) - steps.get(k).start()) * informationPerSecond(steps.get(k), plan, difference);
            after.add(sum);
        }
        return List.copyOf(after);
    }

    /** Information gathered by a deadline in seconds. */
    public double information(MetricPlan plan, double difference, double deadline) {
        return informationAfterSteps(plan, difference, deadline).get(steps.size() - 1);
    }

    /**
     * Seconds until an amount of information is gathered.
     *
     * @param wanted positive
     * @param deadline in seconds
     * @return empty when the deadline comes first
     */
    public OptionalDouble secondsTo(double wanted, MetricPlan plan, double difference, double deadline) {
        Arguments.positive("wanted", wanted);
        Arguments.nonNegative("deadline", deadline);
        double sum = 0;
        for (int k = 0; k < steps.size(); k++) {
            double perSecond = informationPerSecond(steps.get(k), plan, difference);
            double seconds = Math.max(0, end(k, deadline) - steps.get(k).start());
            if (perSecond > 0 && sum + seconds * perSecond >= wanted) {
                return OptionalDouble.of(steps.get(k).start() + (wanted - sum) / perSecond);
            }
            sum += seconds * perSecond;
        }
        return OptionalDouble.empty();
    }

    private double informationPerSecond(TrafficStep step, MetricPlan plan, double difference) {
        return step.isComparable()
                ? plan.information(difference, step.championWeight() * observationsPerSecond,
                        step.challengerWeight() * observationsPerSecond)
                : 0;
    }

    private double end(int step, double deadline) {
        return step + 1 < steps.size() ? Math.min(deadline, steps.get(step + 1).start()) : deadline;
    }
}
