package dev.gauntlet.stats;

/**
 * Distance of an estimate from a hypothesis.
 *
 * @param z standard normal when the hypothesis is true
 * @param information information of the estimate under the hypothesis, positive
 */
public record Deviate(double z, double information) {
}
