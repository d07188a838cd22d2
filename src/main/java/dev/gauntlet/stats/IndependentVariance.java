package dev.gauntlet.stats;

/** Variance of the weighted contrast challenger - r champion when the observations are independent. */
sealed interface IndependentVariance permits SquaresVariance, PoissonVariance {

    /** Variances of the contrast under a hypothetical effect on a scale. */
    NullVariance.Variances under(EffectScale scale, double effect);

    /** Variance of the contrast at the estimate itself. */
    double atEstimate(EffectScale scale, double effect);

    /** Degrees of freedom of the variance, positive; infinite when the normal law applies. */
    double degreesOfFreedom();

    /** Smallest possible effect on a scale. */
    double smallestEffect(EffectScale scale);
}
