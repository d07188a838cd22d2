package dev.gauntlet.api.v1alpha1;

/** What a decision does. */
public enum Action {
    /** Goes on collecting evidence, or to the next step. */
    Continue,
    /** Keeps the weights and waits. */
    Hold,
    /** Gives the winner all traffic. */
    Promote,
    /** Returns all traffic to the champion because of harm. */
    Rollback,
    /** Returns all traffic to the champion because the challenger is not better. */
    KeepChampion
}
