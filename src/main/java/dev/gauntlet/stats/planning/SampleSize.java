package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;

/**
 * Observations that a plan needs, not rounded.
 *
 * @param champion observations of the champion, positive
 * @param challenger observations of the challenger, positive
 * @param information reciprocal variance of the difference that they bring, positive
 */
public record SampleSize(double champion, double challenger, double information) {

    /**
     * @throws IllegalArgumentException naming the number that is not positive
     */
    public SampleSize {
        Arguments.positive("champion", champion);
        Arguments.positive("challenger", challenger);
        Arguments.positive("information", information);
    }

    /** Observations of both arms together, each rounded up. */
    public double total() {
        return Math.ceil(champion) + Math.ceil(challenger);
    }

    /**
     * The same mix of observations with another amount of information.
     *
     * @param factor positive
     */
    public SampleSize times(double factor) {
        Arguments.positive("factor", factor);
        return new SampleSize(factor * champion, factor * challenger, factor * information);
    }
}
