package dev.gauntlet.stats.histogram;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Quantile read off cumulative buckets by linear interpolation inside the bucket that holds the rank, as Prometheus'
 * histogram_quantile does for classic buckets. It is a guess about what lies between two bounds, meant for display; {@link
 * QuantileComparison} decides without it.
 */
public final class InterpolatedQuantile {

    private InterpolatedQuantile() {
    }

    /**
     * The interpolated p-quantile. The lower end of the first bucket is 0 when its bound is positive, otherwise that bucket gives
     * its bound; a rank in the last, unbounded bucket gives the last finite bound.
     *
     * @param histogram the values
     * @param p share of the values at or below the quantile; below 0 gives negative infinity, above 1 positive infinity
     * @return the quantile; empty when there are no values or no finite bound
     * @throws IllegalArgumentException when p is NaN
     */
    public static OptionalDouble of(Histogram histogram, double p) {
        return of(histogram.upperBounds(), histogram.cumulative().stream().mapToDouble(Long::doubleValue).toArray(), p);
    }

    /** The same from cumulative weights, one for each bound and not decreasing. */
    static OptionalDouble of(List<Double> bounds, double[] cumulative, double p) {
        if (Double.isNaN(p)) {
            throw new IllegalArgumentException("p must be a number but is NaN");
        }
        double total = cumulative[cumulative.length - 1];
        if (total == 0 || bounds.size() < 2) {
            return OptionalDouble.empty();
        }
        if (p < 0 || p > 1) {
            return OptionalDouble.of(p < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        double rank = p * total;
        int bucket = 0;
        while (cumulative[bucket] < rank) {
            bucket++;
        }
        if (bucket == bounds.size() - 1) {
            return OptionalDouble.of(bounds.get(bucket - 1));
        }
        double upper = bounds.get(bucket);
        if (bucket == 0 && upper <= 0) {
            return OptionalDouble.of(upper);
        }
        double lower = bucket == 0 ? 0 : bounds.get(bucket - 1);
        double below = bucket == 0 ? 0 : cumulative[bucket - 1];
        double inside = cumulative[bucket] - below;
        return OptionalDouble.of(inside == 0 ? lower : lower + (upper - lower) * ((rank - below) / inside));
    }
}
