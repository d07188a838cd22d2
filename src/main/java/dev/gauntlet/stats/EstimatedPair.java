package dev.gauntlet.stats;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Estimates of the same quantity in both arms with their variances, and the comparisons that follow from them.
 *
 * @param challenger the challenger's estimate, finite
 * @param champion the champion's estimate, finite
 * @param challengerVariance variance of the challenger's estimate, at least 0
 * @param championVariance variance of the champion's estimate, at least 0
 * @param covariance covariance of both estimates, 0 when they are independent
 */
public record EstimatedPair(
        double challenger, double champion, double challengerVariance, double championVariance, double covariance) {

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public EstimatedPair {
        Arguments.finite("challenger", challenger);
        Arguments.finite("champion", champion);
        Arguments.nonNegative("challengerVariance", challengerVariance);
        Arguments.nonNegative("championVariance", championVariance);
        Arguments.finite("covariance", covariance);
    }

    /** Estimates that are independent of each other. */
    public static EstimatedPair independent(
            double challenger, double champion, double challengerVariance, double championVariance) {
        return new EstimatedPair(challenger, champion, challengerVariance, championVariance, 0);
    }

    /** Variance of challenger - ratio champion, at least 0. */
    public double varianceOfContrast(double ratio) {
        return Math.max(0, challengerVariance + ratio * (ratio * championVariance - 2 * covariance));
    }

    /** Challenger minus champion. */
    public double difference() {
        return challenger - champion;
    }

    /** Standard error of the difference. */
    public double standardError() {
        return Math.sqrt(varianceOfContrast(1));
    }

    /**
     * Symmetric interval of the difference.
     *
     * @param criticalValue standard errors on either side, at least 0
     * @param level confidence level, strictly between 0 and 1
     */
    public Interval differenceInterval(double criticalValue, double level) {
        return around(difference(), Arguments.nonNegative("criticalValue", criticalValue) * standardError(), level);
    }

    /** Challenger over champion minus 1; empty when the champion's estimate is 0. */
    public OptionalDouble lift() {
        return champion == 0 ? OptionalDouble.empty() : OptionalDouble.of(challenger / champion - 1);
    }

    /**
     * Standard error of the lift by the delta method, {@code sqrt(Var(challenger - R champion)) / |champion|} with R the observed
     * ratio (Deng, Knoblich, Lu 2018); empty when the champion's estimate is 0.
     */
    public OptionalDouble liftStandardError() {
        return champion == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(varianceOfContrast(challenger / champion)) / Math.abs(champion));
    }

    /**
     * Symmetric interval of the lift by the delta method; empty when the champion's estimate is 0. It takes the champion's
     * estimate for exact where it stands in the denominator: good when that estimate is ten standard errors or more away from 0,
     * too narrow and wrongly symmetric otherwise, where {@link #fiellerInterval} is right.
     *
     * @param criticalValue standard errors on either side, at least 0
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> liftInterval(double criticalValue, double level) {
        Arguments.nonNegative("criticalValue", criticalValue);
        return lift().isEmpty()
                ? Optional.empty()
                : Optional.of(around(lift().getAsDouble(), criticalValue * liftStandardError().orElseThrow(), level));
    }

    /**
     * Interval of the lift that is symmetric in the logarithm of the ratio, by the delta method: never below -1 and closer to the
     * truth than the symmetric one when the lift is large; empty unless both estimates are positive.
     *
     * @param criticalValue standard errors on either side, at least 0
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> liftLogInterval(double criticalValue, double level) {
        Arguments.nonNegative("criticalValue", criticalValue);
        if (!(challenger > 0 && champion > 0)) {
            return Optional.empty();
        }
        double log = Math.log(challenger / champion);
        double halfWidth = criticalValue * Math.sqrt(varianceOfContrast(challenger / champion)) / challenger;
        return Optional.of(new Interval(Math.expm1(log - halfWidth), Math.expm1(log + halfWidth), level));
    }

    /**
     * Interval of the ratio challenger / champion by Fieller (1954): the ratios r whose contrast challenger - r champion is
     * within {@code criticalValue} of its standard errors of 0. Exact for normal estimates however close the champion's is to 0;
     * it agrees with the delta method far from 0. Empty when the champion's estimate is itself within {@code criticalValue}
     * standard errors of 0, since then no bounded interval of the ratio exists.
     *
     * @param criticalValue at least 0
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> fiellerInterval(double criticalValue, double level) {
        double square = Arguments.nonNegative("criticalValue", criticalValue) * criticalValue;
        double ratio = challenger / champion;
        double relative0 = championVariance / champion / champion;
        double relative = covariance / champion / champion;
        double remainder = 1 - square * relative0;
        if (champion == 0 || !(remainder > 0)) {
            return Optional.empty();
        }
        double center = (ratio - square * relative) / remainder;
        double inner = challengerVariance / champion / champion * remainder + ratio * (ratio * relative0 - 2 * relative)
                + square * relative * relative;
        return Optional.of(around(center, criticalValue * Math.sqrt(Math.max(0, inner)) / remainder, level));
    }

    /**
     * The comparison as an effect that can be tested at any look; empty when the estimates do not vary, or the lift is asked for
     * and the champion's estimate is not positive.
     *
     * @param scale difference or lift
     * @param method where the variances come from
     * @param championSize observations of the champion
     * @param challengerSize observations of the challenger
     * @param degreesOfFreedom degrees of freedom of the variance; infinite for the normal law
     */
    public Optional<EffectEstimate> effect(
            EffectScale scale, VarianceMethod method, long championSize, long challengerSize, double degreesOfFreedom) {
        boolean relative = scale == EffectScale.RELATIVE;
        if (relative && !(champion > 0)) {
            return Optional.empty();
        }
        double effect = relative ? challenger / champion - 1 : difference();
        double variance = scale.variance(varianceOfContrast(scale.ratio(effect)), champion);
        if (!(variance > 0)) {
            return Optional.empty();
        }
        return Optional.of(new EffectEstimate(champion, challenger, effect, variance, scale, method, championSize, challengerSize,
                degreesOfFreedom, relative ? new LiftNullVariance(this) : new FixedVariance(variance)));
    }

    private static Interval around(double center, double halfWidth, double level) {
        return new Interval(center - halfWidth, center + halfWidth, level);
    }
}
