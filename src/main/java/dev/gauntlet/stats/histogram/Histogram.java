package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import java.util.ArrayList;
import java.util.List;

/**
 * Cumulative bucket counts, as Prometheus keeps them: {@code cumulative.get(j)} values were at most {@code upperBounds.get(j)}.
 *
 * @param upperBounds strictly increasing, the last is positive infinity
 * @param cumulative not decreasing, one for each bound; the last is the number of values
 */
public record Histogram(List<Double> upperBounds, List<Long> cumulative) {

    /**
     * @throws IllegalArgumentException naming the bound or count that breaks the order, or a list of the wrong length
     */
    public Histogram {
        upperBounds = List.copyOf(upperBounds);
        cumulative = List.copyOf(cumulative);
        if (upperBounds.isEmpty() || upperBounds.get(upperBounds.size() - 1) != Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("upperBounds must end with Infinity but are " + upperBounds);
        }
        if (cumulative.size() != upperBounds.size()) {
            throw new IllegalArgumentException(
                    "cumulative must have " + upperBounds.size() + " counts but has " + cumulative.size());
        }
        for (int j = 0; j < cumulative.size(); j++) {
            Arguments.nonNegative("cumulative[" + j + "]", cumulative.get(j));
            if (j > 0 && !(upperBounds.get(j) > upperBounds.get(j - 1))) {
                throw new IllegalArgumentException("upperBounds must increase but are " + upperBounds);
            }
            if (j > 0 && cumulative.get(j) < cumulative.get(j - 1)) {
                throw new IllegalArgumentException("cumulative[" + j + "] must not lie below " + cumulative.get(j - 1)
                        + " but is " + cumulative.get(j));
            }
        }
    }

    /** A histogram of these bounds without any value. */
    public static Histogram empty(List<Double> upperBounds) {
        return new Histogram(upperBounds, upperBounds.stream().map(bound -> 0L).toList());
    }

    /** Number of values. */
    public long count() {
        return cumulative.get(cumulative.size() - 1);
    }

    /** Number of values in each bucket. */
    public List<Long> bucketCounts() {
        List<Long> counts = new ArrayList<>();
        for (int j = 0; j < cumulative.size(); j++) {
            counts.add(j == 0 ? cumulative.get(0) : cumulative.get(j) - cumulative.get(j - 1));
        }
        return counts;
    }

    /**
     * Values of both histograms.
     *
     * @throws IllegalArgumentException when the bounds differ
     */
    public Histogram plus(Histogram other) {
        if (!upperBounds.equals(other.upperBounds)) {
            throw new IllegalArgumentException("histograms must have the same bounds, but one has " + upperBounds
                    + " and the other " + other.upperBounds);
        }
        List<Long> sum = new ArrayList<>();
        for (int j = 0; j < cumulative.size(); j++) {
            sum.add(Math.addExact(cumulative.get(j), other.cumulative.get(j)));
        }
        return new Histogram(upperBounds, sum);
    }
}
