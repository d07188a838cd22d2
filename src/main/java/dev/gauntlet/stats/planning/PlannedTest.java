package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Alternative;
import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.StandardNormal;
import java.util.Objects;

/**
 * A test of a difference, by the normal approximation. The power of a sequential rule is that of a fixed sample with the
 * information divided by the rule's longest run: right at the planned power, an approximation elsewhere.
 *
 * @param alternative what it wants to show
 * @param nullDifference the difference it wants to exclude: 0 for superiority, minus the margin for the non-inferiority of a
 *     metric that should be high, plus the margin for one that should be low
 * @param alpha error rate over both sides (TWO_SIDED) or of its only side, strictly between 0 and 0.5
 * @param beta accepted probability to miss, strictly between 0 and 1 - alpha
 * @param rule how often it is looked at
 */
public record PlannedTest(Alternative alternative, double nullDifference, double alpha, double beta, StoppingRule rule) {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public PlannedTest {
        Objects.requireNonNull(alternative, "alternative");
        Objects.requireNonNull(rule, "rule");
        Arguments.finite("nullDifference", nullDifference);
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.between("beta", beta, 0, 1 - alpha);
    }

    /** A two-sided test of "no difference". */
    public static PlannedTest superiority(double alpha, double beta, StoppingRule rule) {
        return new PlannedTest(Alternative.TWO_SIDED, 0, alpha, beta, rule);
    }

    /**
     * A one-sided test that the challenger is worse by less than the margin.
     *
     * @param margin positive, as a difference
     * @param higherIsBetter whether the metric should be high
     */
    public static PlannedTest nonInferiority(
            double margin, boolean higherIsBetter, double alpha, double beta, StoppingRule rule) {
        Arguments.positive("margin", margin);
        return higherIsBetter
                ? new PlannedTest(Alternative.GREATER, -margin, alpha, beta, rule)
                : new PlannedTest(Alternative.LESS, margin, alpha, beta, rule);
    }

    /** 1 or 2. */
    public int sides() {
        return alternative.sides();
    }

    /** How far a true difference lies on the side that the test wants to show; negative when it lies on the other. */
    public double distance(double difference) {
        double above = Arguments.finite("difference", difference) - nullDifference;
        return switch (alternative) {
            case TWO_SIDED -> Math.abs(above);
            case GREATER -> above;
            case LESS -> -above;
        };
    }

    /**
     * Information of the longest run that finds a true difference with probability 1 - beta.
     *
     * @throws IllegalArgumentException when the difference does not lie on the side that the test wants to show
     */
    public double information(double difference) {
        return rule.longestRun() * fixedInformation(difference);
    }

    /** Mean information when the true difference is the planned one: looking early pays here. */
    public double meanInformation(double difference) {
        return rule.meanRun() * fixedInformation(difference);
    }

    /**
     * Probability to show a true difference by the end of a run.
     *
     * @param information information at the end, at least 0
     */
    public double power(double difference, double information) {
        Arguments.nonNegative("information", information);
        double fixed = information / rule.longestRun();
        return StandardNormal.cdf(distance(difference) * Math.sqrt(fixed) - StandardNormal.upperQuantile(alpha / sides()));
    }

    /**
     * Distance from the null value, in standard errors at the end of the longest run, that is found with probability 1 - beta.
     */
    public double detectableDeviate() {
        return Planning.detectableDeviate(alpha, sides(), beta) * Math.sqrt(rule.longestRun());
    }

    private double fixedInformation(double difference) {
        return Planning.information(alpha, sides(), beta, Arguments.positive("distance", distance(difference)));
    }
}
