package dev.gauntlet.api.v1alpha1;

/** Where an experiment stands, for people to read; programs read the conditions. */
public enum Phase {
    /** Accepted; the route is being prepared. */
    Pending,
    /** Waits for another experiment on the same Service. */
    Queued,
    /** A Canary step runs. */
    Canary,
    /** An Experiment step runs. */
    Experimenting,
    /** The user paused it; weights hold. */
    Paused,
    /** Decided for the challenger; the route is being handed over. */
    Promoting,
    /** The challenger serves everybody. */
    Promoted,
    /** Harm was found; the champion serves everybody. */
    RolledBack,
    /** Not better; the champion serves everybody. */
    KeptChampion,
    /** The user ended it; the champion serves everybody. */
    Aborted,
    /** The spec cannot be run; the champion serves everybody. */
    Invalid
}
