package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Sample size, power, minimum detectable difference and duration of one metric, by the normal approximation with the variance
 * of each arm at the true difference: {@code n = (z_{1-alpha} + z_{1-beta})^2 (v_1/r + v_0) / D^2} for the champion.
 *
 * @param outcome level and variance of the metric
 * @param test what is tested and how often it is looked at
 * @param designEffect variance over that of independent observations, positive; 1 when each request is drawn on its own,
 *     otherwise the variance between clusters of units over the variance between requests
 */
public record MetricPlan(Outcome outcome, PlannedTest test, double designEffect) {

    /**
     * @throws IllegalArgumentException when the design effect is not positive
     */
    public MetricPlan {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(test, "test");
        Arguments.positive("designEffect", designEffect);
    }

    /**
     * Information that a sample brings.
     *
     * @param difference the true difference, challenger minus champion
     * @param champion observations of the champion, positive, need not be whole
     * @param challenger observations of the challenger, positive, need not be whole
     */
    public double information(double difference, double champion, double challenger) {
        return outcome.information(difference, champion, challenger, designEffect);
    }

    /**
     * Sample of the longest run.
     *
     * @param difference the true difference to show
     * @param challengersPerChampion observations of the challenger for each of the champion, positive
     * @throws IllegalArgumentException when the difference is impossible or on the wrong side of the null value
     */
    public SampleSize sampleSize(double difference, double challengersPerChampion) {
        Arguments.positive("challengersPerChampion", challengersPerChampion);
        double needed = test.information(difference);
        double champion = needed / information(difference, 1, challengersPerChampion);
        return new SampleSize(champion, challengersPerChampion * champion, needed);
    }

    /** Probability to show a true difference with a sample; arguments as in {@link #information}. */
    public double power(double difference, double champion, double challenger) {
        return test.power(difference, information(difference, champion, challenger));
    }

    /**
     * The true difference closest to the null value that a sample shows with the planned power.
     *
     * @param champion observations of the champion, positive
     * @param challenger observations of the challenger, positive
     * @param direction +1 for a difference above the null value, -1 for one below
     * @return the difference with its sign; empty when no possible one is far enough away, or the test does not look that way
     */
    public OptionalDouble minimumDetectableDifference(double champion, double challenger, int direction) {
        return nearest(difference -> information(difference, champion, challenger), direction);
    }

    /**
     * Duration and power under the traffic the metric will get.
     *
     * @param difference the true difference to show
     * @param ramp the traffic
     * @param deadline seconds since the start of the experiment
     */
    public RampOutlook outlook(double difference, TrafficRamp ramp, double deadline) {
        double needed = test.information(difference);
        double atDeadline = ramp.information(this, difference, deadline);
        DoubleUnaryOperator information = other -> ramp.information(this, other, deadline);
        return new RampOutlook(
                needed,
                atDeadline,
                ramp.secondsTo(needed, this, difference, deadline),
                ramp.secondsTo(test.meanInformation(difference), this, difference, deadline),
                test.power(difference, atDeadline),
                nearest(information, 1),
                nearest(information, -1));
    }

    /**
     * The nearest difference whose distance from the null value is enough standard errors. The distance over its standard error
     * rises all the way: for rates the variance grows at most in proportion to the rate, the squared distance faster.
     */
    private OptionalDouble nearest(DoubleUnaryOperator information, int direction) {
        double sign = Math.signum(direction);
        if (sign == 0) {
            throw new IllegalArgumentException("direction must be +1 or -1 but is 0");
        }
        double start = test.nullDifference();
        if (!(start > outcome.lowestDifference() && start < outcome.highestDifference()) || test.distance(start + sign) <= 0) {
            return OptionalDouble.empty();
        }
        double room = sign > 0 ? outcome.highestDifference() - start : start - outcome.lowestDifference();
        double atNull = information.applyAsDouble(start);
        if (atNull == 0) {
            return OptionalDouble.empty();
        }
        double deviate = test.detectableDeviate();
        DoubleUnaryOperator excess = distance ->
                distance * Math.sqrt(information.applyAsDouble(start + sign * distance)) - deviate;
        double largest = room * (1 - 1e-12);
        double far = Math.min(largest, deviate / Math.sqrt(atNull));
        while (excess.applyAsDouble(far) < 0) {
            if (far >= largest) {
                return OptionalDouble.empty();
            }
            far = Math.min(largest, 2 * far);
        }
        double distance = new BrentSolver(1e-14, Double.MIN_NORMAL, 1e-13).findRoot(excess, far * 1e-12, far);
        return OptionalDouble.of(start + sign * distance);
    }
}
