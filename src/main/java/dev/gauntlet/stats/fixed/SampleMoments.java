package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import java.util.Optional;

/**
 * Size, mean and variance of a sample.
 *
 * @param size number of values, at least 2
 * @param mean mean of the values, finite
 * @param variance sum of the squared deviations from the mean divided by {@code size - 1}, at least 0
 */
public record SampleMoments(double size, double mean, double variance) {

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public SampleMoments {
        if (!(Arguments.finite("size", size) >= 2)) {
            throw new IllegalArgumentException("size must be at least 2 but is " + size);
        }
        Arguments.finite("mean", mean);
        Arguments.nonNegative("variance", variance);
    }

    /** Moments from sums; empty when the squares are unknown or fewer than 2 values were seen. */
    public static Optional<SampleMoments> of(ArmSums sums) {
        if (sums.sumOfSquares().isEmpty() || sums.denominator() < 2) {
            return Optional.empty();
        }
        double variance = sums.squaredDeviations().orElseThrow() / (sums.denominator() - 1);
        return Optional.of(new SampleMoments(sums.denominator(), sums.ratio(), variance));
    }

    /** Variance of the mean. */
    double ofMean() {
        return variance / size;
    }
}
