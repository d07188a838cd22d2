package dev.gauntlet.decision;

/**
 * An effect with its always-valid interval, challenger against champion in the metric's own direction.
 *
 * @param effect point estimate
 * @param lower lower end, possibly negative infinity while there is too little information
 * @param upper upper end, possibly positive infinity
 */
public record EffectInterval(double effect, double lower, double upper) {
}
