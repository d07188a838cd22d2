package dev.gauntlet.stats;

/** How a challenger is compared with the champion. */
public enum EffectScale {

    /** Difference of the rates, challenger minus champion; between -1 and 1. */
    ABSOLUTE,

    /** Lift: the challenger's rate divided by the champion's, minus 1; at least -1, undefined when the champion's rate is 0. */
    RELATIVE
}
