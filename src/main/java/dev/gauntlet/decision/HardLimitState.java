package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;

/**
 * Where a metric of the challenger stands against its hard limit.
 *
 * @param broken whether enough consecutive windows broke it
 * @param rate rate of the last complete window
 * @param samples trials of that window
 * @param limit the limit in words, such as "maximum 0.05"
 * @param consequence what breaking it does
 */
public record HardLimitState(boolean broken, double rate, long samples, String limit, Metric.OnViolation consequence) {
}
