package dev.gauntlet.stats;

/**
 * Variance of an estimated effect, as it is when the true effect is a given value. A test of a value must use the variance under
 * that value: with a rate near 0 or 1 the variance at the estimate can be far too small (no failure in 30 trials looks certain).
 */
public sealed interface NullVariance permits FixedVariance, ProportionNullVariance, SumsNullVariance, LiftNullVariance {

    /**
     * Variances of the estimate when the true effect is {@code effect}.
     *
     * @param effect a possible effect, between {@link #smallestEffect()} and {@link #largestEffect()}
     */
    Variances under(double effect);

    /** Smallest effect that can exist, possibly negative infinity. */
    double smallestEffect();

    /** Largest effect that can exist, possibly positive infinity. */
    double largestEffect();

    /**
     * Two variances that agree as counts grow.
     *
     * @param ofEstimate variance of the estimate; its reciprocal is the information of the test; positive
     * @param ofDeviate the variance that makes the deviate of the estimate follow the normal law in its tails; positive
     */
    record Variances(double ofEstimate, double ofDeviate) {
    }
}
