package dev.gauntlet.stats.histogram;

/** Measures of drift that a limit can be set on. */
public enum DriftMeasure {

    /** Largest difference of the distribution functions at a bucket bound, in [0, 1]. */
    KOLMOGOROV_SMIRNOV,

    /** Square root of the Jensen-Shannon divergence in bits, in [0, 1]. */
    JENSEN_SHANNON,

    /** Population stability index, not negative. */
    PSI,

    /** Hellinger distance, in [0, 1]. */
    HELLINGER
}
