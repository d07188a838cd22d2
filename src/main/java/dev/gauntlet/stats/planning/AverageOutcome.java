package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.TwoArmSums;
import java.util.Optional;

/**
 * A mean or a ratio, whose variance per observation does not depend on the effect.
 *
 * @param level the champion's mean or ratio, finite
 * @param championVariance variance of one observation of the champion, positive
 * @param challengerVariance variance of one observation of the challenger, positive
 */
public record AverageOutcome(double level, double championVariance, double challengerVariance) implements Outcome {

    /**
     * @throws IllegalArgumentException naming the number that is not finite or not positive
     */
    public AverageOutcome {
        Arguments.finite("level", level);
        Arguments.positive("championVariance", championVariance);
        Arguments.positive("challengerVariance", challengerVariance);
    }

    /**
     * A ratio of two means over units, by the delta method (Deng, Knoblich, Lu 2018): one unit brings
     * {@code (Var(x) - 2 R Cov(x, y) + R^2 Var(y)) / mean(y)^2}.
     *
     * @param numeratorMean mean of x per unit
     * @param denominatorMean mean of y per unit, positive
     * @param numeratorVariance variance of x between units, at least 0
     * @param denominatorVariance variance of y between units, at least 0
     * @param covariance covariance of x and y, no larger than their variances allow
     * @throws IllegalArgumentException naming the number out of range, also when nothing varies
     */
    public static AverageOutcome ofRatio(double numeratorMean, double denominatorMean, double numeratorVariance,
            double denominatorVariance, double covariance) {
        Arguments.finite("numeratorMean", numeratorMean);
        Arguments.positive("denominatorMean", denominatorMean);
        Arguments.nonNegative("numeratorVariance", numeratorVariance);
        Arguments.nonNegative("denominatorVariance", denominatorVariance);
        if (!(Math.abs(covariance) <= Math.sqrt(numeratorVariance) * Math.sqrt(denominatorVariance) * (1 + 1e-9))) {
            throw new IllegalArgumentException("covariance must not exceed the product of the standard deviations but is "
                    + covariance);
        }
        double ratio = numeratorMean / denominatorMean;
        double variance = Arguments.positive("ratioVariance",
                (numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance)
                        / denominatorMean / denominatorMean);
        return new AverageOutcome(ratio, variance, variance);
    }

    /**
     * Mean and variance of both arms together, which may be looked at without touching the error rates. The variance holds a
     * fourth of the squared effect at an even split, which makes the plan slightly too long.
     *
     * @return empty when squares are missing, with fewer than two observations, or when all were equal
     */
    public static Optional<AverageOutcome> blind(TwoArmSums sums) {
        ArmSums both = sums.challenger().plus(sums.champion());
        if (both.sumOfSquares().isEmpty() || both.denominator() < 2) {
            return Optional.empty();
        }
        double squares = both.sumOfSquares().getAsDouble() - both.ratio() * both.numerator();
        double variance = squares / (both.denominator() - 1);
        return variance > 0 ? Optional.of(new AverageOutcome(both.ratio(), variance, variance)) : Optional.empty();
    }

    /**
     * From estimates with known standard errors, however those were found (clusters, delta method, time blocks).
     *
     * @param level the champion's mean or ratio
     * @param championError standard error of the champion's estimate, positive
     * @param championSize its observations, positive
     * @param challengerError standard error of the challenger's estimate, positive
     * @param challengerSize its observations, positive
     */
    public static AverageOutcome ofStandardErrors(double level, double championError, double championSize,
            double challengerError, double challengerSize) {
        Arguments.positive("championError", championError);
        Arguments.positive("championSize", championSize);
        Arguments.positive("challengerError", challengerError);
        Arguments.positive("challengerSize", challengerSize);
        return new AverageOutcome(level, championError * championError * championSize,
                challengerError * challengerError * challengerSize);
    }

    @Override
    public double championLevel() {
        return level;
    }

    @Override
    public double challengerVariance(double difference) {
        Arguments.finite("difference", difference);
        return challengerVariance;
    }

    @Override
    public double lowestDifference() {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double highestDifference() {
        return Double.POSITIVE_INFINITY;
    }
}
