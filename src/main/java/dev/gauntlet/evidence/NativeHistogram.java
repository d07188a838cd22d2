package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.HistogramSample;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads native histograms with exponential buckets. The store names each filled bucket's bounds; the schema follows from them.
 */
final class NativeHistogram {
    /** Resolutions beyond this do not exist (Prometheus documentation, "Native histograms"). */
    private static final int FINEST_SCHEMA = 8;
    private static final int COARSEST_SCHEMA = -4;
    /** Bounds are rounded to doubles, so the ratio of two of them is exact to about 1e-15. */
    private static final double ROUNDING = 1e-6;

    private NativeHistogram() {
    }

    /** The readings of a series, ascending by time. */
    static List<Reading> readings(List<HistogramSample> samples) {
        return samples.stream().map(NativeHistogram::reading).toList();
    }

    private static Reading reading(HistogramSample sample) {
        long time = sample.timestampMillis();
        SortedMap<Double, Long> counts = new TreeMap<>();
        SortedSet<Double> bounds = new TreeSet<>();
        OptionalInt schema = OptionalInt.empty();
        OptionalDouble zeroThreshold = OptionalDouble.empty();
        Optional<DataFault.Kind> irregular = CounterRules.irregularity(sample.count(), SeriesKind.HISTOGRAM);
        if (irregular.isPresent()) {
            return new Reading.Irregular(time, irregular.get(), "has " + sample.count() + " values");
        }
        for (HistogramSample.Bucket bucket : sample.buckets()) {
            irregular = CounterRules.irregularity(bucket.count(), SeriesKind.HISTOGRAM);
            if (irregular.isPresent()) {
                return new Reading.Irregular(time, irregular.get(), "has " + bucket.count() + " values up to " + bucket.upper());
            }
            if (bucket.lower() <= 0 && bucket.upper() >= 0) {
                zeroThreshold = OptionalDouble.of(bucket.upper());
            } else if (!Double.isInfinite(bucket.lower()) && !Double.isInfinite(bucket.upper())) {
                OptionalInt own = schema(bucket);
                if (own.isEmpty()) {
                    return new Reading.Irregular(time, DataFault.Kind.NOT_A_HISTOGRAM, "has a bucket from "
                            + bucket.lower() + " to " + bucket.upper() + ", which is no exponential one");
                }
                schema = own;
            }
            counts.put(bucket.upper(), (long) bucket.count());
            bounds.add(bucket.lower());
            bounds.add(bucket.upper());
        }
        bounds.remove(Double.NEGATIVE_INFINITY);
        BucketCounts all = new BucketCounts(counts);
        if (all.total() != (long) sample.count()) {
            return new Reading.Irregular(time, DataFault.Kind.NOT_A_NUMBER,
                    "has " + (long) sample.count() + " values but " + all.total()
                    + " in its buckets: the others are not a number");
        }
        return new Reading.Buckets(time, all, new BucketLayout.Exponential(schema, zeroThreshold, bounds));
    }

    private static OptionalInt schema(HistogramSample.Bucket bucket) {
        double smaller = Math.min(Math.abs(bucket.lower()), Math.abs(bucket.upper()));
        double larger = Math.max(Math.abs(bucket.lower()), Math.abs(bucket.upper()));
        double doublings = Math.log(larger / smaller) / Math.log(2);
        double schema = Math.rint(-Math.log(doublings) / Math.log(2));
        boolean exponential = schema >= COARSEST_SCHEMA && schema <= FINEST_SCHEMA
                && Math.abs(doublings * Math.pow(2, schema) - 1) < ROUNDING;
        return exponential ? OptionalInt.of((int) schema) : OptionalInt.empty();
    }
}
