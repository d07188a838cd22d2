package dev.gauntlet.stats;

/** Where the variance of an effect comes from. */
public enum VarianceMethod {

    /** Binomial variance within strata: right when every request is randomised on its own. */
    STRATUM,

    /** Spread between clusters of units: right when a user keeps the variant over many requests. */
    UNIT_CLUSTERS,

    /** Sums of squares within strata: right when every request is randomised on its own and its value independent of others. */
    SUMS_OF_SQUARES,

    /** Poisson variance of event counts, possibly times a dispersion factor: right when events come independently. */
    POISSON,

    /**
     * Spread between blocks of time: right when requests are randomised on their own and blocks are long against any correlation.
     */
    TIME_BLOCKS
}
