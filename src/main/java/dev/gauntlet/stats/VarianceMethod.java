package dev.gauntlet.stats;

/** Where the variance of an effect comes from. */
public enum VarianceMethod {

    /** Binomial variance within strata: right when every request is randomised on its own. */
    STRATUM,

    /** Spread between clusters of units: right when a user keeps the variant over many requests. */
    UNIT_CLUSTERS
}
