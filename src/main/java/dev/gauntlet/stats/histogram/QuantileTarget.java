package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectScale;
import java.util.Objects;

/**
 * What is asked about a quantile.
 *
 * @param p share of the values at or below the quantile, strictly between 0 and 1; 0.99 for p99
 * @param higherIsWorse true for latencies, false for scores
 * @param scale whether {@code margin} and {@code tolerance} are differences in the unit of the values or shares of the champion's
 *     quantile
 * @param margin by how much the challenger may be worse and still count as not inferior, positive; on the relative scale with
 *     lower values worse, below 1
 * @param tolerance by how much the challenger must be worse at least to count as harmful, not negative
 * @param smallestValue the smallest value there can be, 0 for latencies; negative infinity when unknown. It is the lower end of
 *     the first bucket.
 */
public record QuantileTarget(
        double p, boolean higherIsWorse, EffectScale scale, double margin, double tolerance, double smallestValue) {

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public QuantileTarget {
        Arguments.between("p", p, 0, 1);
        Objects.requireNonNull(scale, "scale");
        Arguments.positive("margin", margin);
        Arguments.nonNegative("tolerance", tolerance);
        if (Double.isNaN(smallestValue) || smallestValue == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("smallestValue must be a number or negative infinity but is " + smallestValue);
        }
        if (scale == EffectScale.RELATIVE) {
            Arguments.nonNegative("smallestValue on the relative scale", smallestValue);
            if (!higherIsWorse) {
                Arguments.between("margin", margin, 0, 1);
                Arguments.between("tolerance", tolerance, -1, 1);
            }
        }
    }

    /** Values that cannot be negative and are the worse the higher they are, any rise being harm: latencies, sizes, costs. */
    public static QuantileTarget ofLatency(double p, EffectScale scale, double margin) {
        return new QuantileTarget(p, true, scale, margin, 0, 0);
    }

    /** The value that lies the given effect above {@code value}. */
    double shifted(double value, double effect) {
        return scale == EffectScale.ABSOLUTE ? value + effect : value * (1 + effect);
    }
}
