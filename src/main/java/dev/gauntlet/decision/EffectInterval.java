package dev.gauntlet.decision;

import dev.gauntlet.stats.EffectEstimate;

/**
 * An effect with its interval, challenger against champion in the metric's own direction.
 *
 * @param effect point estimate
 * @param lower lower end, possibly negative infinity while there is too little information
 * @param upper upper end, possibly positive infinity
 */
public record EffectInterval(double effect, double lower, double upper) {

    /** An estimate of which nothing can be said yet. */
    static EffectInterval open(EffectEstimate estimate) {
        return new EffectInterval(estimate.effect(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** The same estimate with nothing said about it. */
    EffectInterval opened() {
        return new EffectInterval(effect, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
}
