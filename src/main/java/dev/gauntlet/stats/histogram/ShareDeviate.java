package dev.gauntlet.stats.histogram;

/**
 * Distance of a share from a hypothesis.
 *
 * @param z standard normal when the hypothesis is true, finite
 * @param information reciprocal variance of the share under the hypothesis, positive
 */
record ShareDeviate(double z, double information) {
}
