package dev.gauntlet.stats.planning;

/** What a test wants to show of the difference, challenger minus champion. */
public enum Alternative {

    /** It differs from the null value, in either direction. */
    EITHER,

    /** It lies above the null value. */
    ABOVE,

    /** It lies below the null value. */
    BELOW
}
