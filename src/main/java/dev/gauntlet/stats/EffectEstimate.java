package dev.gauntlet.stats;

import java.util.Objects;

/**
 * An estimated effect of a challenger against the champion, with what is needed to test any value of it.
 *
 * @param champion stratified estimate of the champion's rate or mean
 * @param challenger stratified estimate of the challenger's rate or mean
 * @param effect challenger against champion on the {@code scale}
 * @param variance variance of {@code effect}, positive
 * @param scale what {@code effect} means
 * @param varianceMethod where the variance comes from
 * @param championTrials trials of the champion that entered; for sums the denominator, rounded
 * @param challengerTrials trials of the challenger that entered; for sums the denominator, rounded
 * @param degreesOfFreedom degrees of freedom of the variance; positive infinity when the normal law applies
 * @param nullVariance variance of {@code effect} under a hypothetical true effect
 */
public record EffectEstimate(
        double champion,
        double challenger,
        double effect,
        double variance,
        EffectScale scale,
        VarianceMethod varianceMethod,
        long championTrials,
        long challengerTrials,
        double degreesOfFreedom,
        NullVariance nullVariance) {

    /**
     * @throws IllegalArgumentException naming the argument that is not finite, not positive or negative where it must not be
     */
    public EffectEstimate {
        Arguments.finite("champion", champion);
        Arguments.finite("challenger", challenger);
        Arguments.finite("effect", effect);
        Arguments.positive("variance", variance);
        Objects.requireNonNull(scale, "scale");
        Objects.requireNonNull(varianceMethod, "varianceMethod");
        Arguments.nonNegative("championTrials", championTrials);
        Arguments.nonNegative("challengerTrials", challengerTrials);
        if (!(degreesOfFreedom > 0)) {
            throw new IllegalArgumentException("degreesOfFreedom must be positive but is " + degreesOfFreedom);
        }
        Objects.requireNonNull(nullVariance, "nullVariance");
    }

    /** An estimate whose variance is the same under every hypothesis, with the normal law for reference. */
    public EffectEstimate(
            double champion,
            double challenger,
            double effect,
            double variance,
            EffectScale scale,
            VarianceMethod varianceMethod,
            long championTrials,
            long challengerTrials) {
        this(champion, challenger, effect, variance, scale, varianceMethod, championTrials, challengerTrials,
                Double.POSITIVE_INFINITY, new FixedVariance(variance));
    }

    /** Statistical information: the reciprocal of the variance. */
    public double information() {
        return 1 / variance;
    }

    /** Square root of the variance. */
    public double standardError() {
        return Math.sqrt(variance);
    }

    /**
     * Deviate of the estimate from a hypothetical true effect; an impossible effect is taken for the nearest possible one.
     *
     * @param nullEffect hypothetical effect on the {@code scale}, finite
     * @throws IllegalArgumentException when {@code nullEffect} is not finite
     */
    public Deviate deviateFrom(double nullEffect) {
        Arguments.finite("nullEffect", nullEffect);
        NullVariance.Variances variances = nullVariance.under(Math.max(nullVariance.smallestEffect(),
                Math.min(nullVariance.largestEffect(), nullEffect)));
        return new Deviate(
                StandardNormal.fromStudent((effect - nullEffect) / Math.sqrt(variances.ofDeviate()), degreesOfFreedom),
                1 / variances.ofEstimate());
    }
}
