package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;

/**
 * Events of two arms over a stretch of time in which the expected split did not change: requests with their weights, or errors
 * with shares of the exposure.
 *
 * @param challengerEvents events of the challenger, between 0 and {@code events}
 * @param events events of both arms, finite, at least 0; large counts may have been rounded
 * @param challengerShare the challenger's expected share of the events under the hypothesis, in [0, 1]
 */
public record EventSplit(double challengerEvents, double events, double challengerShare) {

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public EventSplit {
        Arguments.nonNegative("events", events);
        Arguments.nonNegative("challengerEvents", challengerEvents);
        if (challengerEvents > events) {
            throw new IllegalArgumentException("challengerEvents must not exceed the " + events + " events but is "
                    + challengerEvents);
        }
        Arguments.probability("challengerShare", challengerShare);
    }

    /**
     * Log likelihood ratio of "the log odds of the share lie {@code tilt} above the hypothesis" against the hypothesis:
     * {@code tilt x - m log(1 + share (e^tilt - 1))} for x of m events.
     */
    double logRatio(Tilt tilt) {
        double perOther = logNormalizer(tilt);
        return challengerEvents * (tilt.value() - perOther) - (events - challengerEvents) * perOther;
    }

    /**
     * By how much a tilt raises the challenger's rate itself when the champion's falls in turn: {@code e^tilt/(1 + share (e^tilt
     * - 1)) - 1}.
     */
    double challengerIncrease(Tilt tilt) {
        double other = 1 - challengerShare;
        return tilt.value() > 0
                ? -other * tilt.shrinkage() / (1 + other * tilt.shrinkage())
                : other * tilt.shrinkage() / (1 + challengerShare * tilt.shrinkage());
    }

    /** Derivative of {@link #logRatio} with respect to the tilt: observed minus expected events of the challenger. */
    double score(double tilt) {
        double share = tiltedShare(tilt);
        return challengerEvents * (1 - share) - (events - challengerEvents) * share;
    }

    /** Negative second derivative of {@link #logRatio}: the binomial variance of the challenger's events. */
    double information(double tilt) {
        double share = tiltedShare(tilt);
        return events * share * (1 - share);
    }

    /** {@code log(1 + share (e^tilt - 1))} without overflow. */
    private double logNormalizer(Tilt tilt) {
        if (challengerShare == 0) {
            return 0;
        }
        return tilt.value() > 0
                ? tilt.value() + log1p((1 - challengerShare) * tilt.shrinkage())
                : log1p(challengerShare * tilt.shrinkage());
    }

    /** {@code log(1+x)} by the fast logarithm of the rounded sum, corrected for its rounding; x in (-1, 0]. */
    private static double log1p(double x) {
        double sum = 1 + x;
        return Math.log(sum) + (x - (sum - 1)) / sum;
    }

    private double tiltedShare(double tilt) {
        return tilt > 0
                ? challengerShare / (challengerShare + (1 - challengerShare) * Math.exp(-tilt))
                : challengerShare * Math.exp(tilt) / (challengerShare * Math.exp(tilt) + 1 - challengerShare);
    }
}
