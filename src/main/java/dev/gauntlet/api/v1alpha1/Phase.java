package dev.gauntlet.api.v1alpha1;

/** Where an experiment stands, for people to read; programs read the conditions. */
public enum Phase {
    /** Accepted; the route is being prepared. */
    Pending,
    /** Waits for another experiment on the same Service. */
    Queued,
    /** A Shadow step runs: copies of requests go to the challengers. */
    Shadowing,
    /** A Canary step runs. */
    Canary,
    /** An Experiment step runs. */
    Experimenting,
    /** A person is asked to approve; weights hold. */
    AwaitingApproval,
    /** The user paused it; weights hold. */
    Paused,
    /** Decided for a challenger: it ramps up, bakes at 100%, or the route is being handed over. */
    Promoting,
    /** A challenger won. */
    Promoted,
    /** Harm was found; the champion serves everybody. */
    RolledBack,
    /** Not better; the champion serves everybody. */
    KeptChampion,
    /** The user ended it; the champion serves everybody. */
    Aborted,
    /** A variant changed during the run; the champion serves everybody. */
    Superseded,
    /** The spec cannot be run; the champion serves everybody. */
    Invalid
}
