package dev.gauntlet.api.v1alpha1;

/** What a decision does. */
public enum Action {
    /** Goes on collecting evidence, or to the next step. */
    Continue,
    /** Keeps the weights and waits. */
    Hold,
    /** Prolongs the deadline. */
    Extend,
    /** Gives the winner all traffic. */
    Promote,
    /** Returns the traffic of the harmful challengers, of all if there is one only, to the champion. */
    Rollback,
    /** Returns all traffic to the champion because no challenger is better. */
    KeepChampion
}
