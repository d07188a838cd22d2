package dev.gauntlet.stats.diagnostics;

/** An effect of one part of the data, independent of the other parts. */
public sealed interface EstimatedEffect permits TimedEffect, GroupEffect {

    /** Challenger against champion, finite. */
    double effect();

    /** Variance of the effect, positive. */
    double variance();
}
