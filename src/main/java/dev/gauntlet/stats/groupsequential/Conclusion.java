package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Interval;

/**
 * Inference at the look that stopped a test, by the stage-wise ordering.
 *
 * @param pValue p-value of the null effect, one- or two-sided as the test
 * @param estimate median-unbiased estimate of the effect
 * @param interval confidence interval of the effect, with one infinite end after a one-sided test
 */
public record Conclusion(double pValue, double estimate, Interval interval) {
}
