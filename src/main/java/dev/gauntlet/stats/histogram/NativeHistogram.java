package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A native Prometheus histogram with exponential buckets and whole counts. Compare two by bringing them to common bounds with
 * {@link NativeLayout}.
 *
 * @param schema resolution, from -4 to 8: bounds are powers of {@code 2^(2^-schema)}
 * @param zeroThreshold values in [-threshold, threshold] are counted in the zero bucket; not negative
 * @param zeroCount count of the zero bucket
 * @param positive counts by index, bucket i holding the values in {@code (base^(i-1), base^i]} that are not in the zero bucket
 * @param negative counts of the mirror images {@code [-base^i, -base^(i-1))}
 */
public record NativeHistogram(
        int schema, double zeroThreshold, long zeroCount, SortedMap<Integer, Long> positive, SortedMap<Integer, Long> negative) {

    /**
     * @throws IllegalArgumentException naming the schema, threshold or count that is out of range
     */
    public NativeHistogram {
        new ExponentialScale(schema);
        Arguments.nonNegative("zeroThreshold", zeroThreshold);
        Arguments.nonNegative("zeroCount", zeroCount);
        positive = populated("positive", positive);
        negative = populated("negative", negative);
    }

    /**
     * A run of buckets without gaps.
     *
     * @param offset distance from the end of the run before; for the first run the index of its first bucket
     * @param length number of buckets, at least 0
     */
    public record Span(int offset, int length) {

        /**
         * @throws IllegalArgumentException when the length is negative
         */
        public Span {
            Arguments.nonNegative("length", (long) length);
        }
    }

    /**
     * From spans and deltas, as the exposition and remote-write formats have them: the first delta is a count, each later one the
     * difference to the bucket before.
     *
     * @throws IllegalArgumentException when spans and deltas do not fit or a count becomes negative
     */
    public static NativeHistogram ofSpans(int schema, double zeroThreshold, long zeroCount, List<Span> positiveSpans,
            List<Long> positiveDeltas, List<Span> negativeSpans, List<Long> negativeDeltas) {
        return new NativeHistogram(schema, zeroThreshold, zeroCount,
                counts("positive", positiveSpans, positiveDeltas), counts("negative", negativeSpans, negativeDeltas));
    }

    /**
     * From the buckets of the HTTP API, in any order, empty ones left out or not. The schema is found from the bounds; a bucket
     * that the zero bucket cuts short is known by its outer bound.
     *
     * @throws IllegalArgumentException when the bounds are not those of one exponential schema
     */
    public static NativeHistogram ofBuckets(List<NativeBucket> buckets) {
        double threshold = buckets.stream().filter(bucket -> bucket.boundaryRule() == NativeBucket.CLOSED)
                .mapToDouble(bucket -> Math.max(bucket.upper(), -bucket.lower())).max().orElse(0);
        ExponentialScale scale = new ExponentialScale(schema(buckets, threshold));
        long zeroCount = 0;
        SortedMap<Integer, Long> positive = new TreeMap<>();
        SortedMap<Integer, Long> negative = new TreeMap<>();
        for (NativeBucket bucket : buckets) {
            switch (bucket.boundaryRule()) {
                case NativeBucket.OPEN_LEFT -> positive.merge(scale.index(bucket.upper()), bucket.count(), Math::addExact);
                case NativeBucket.OPEN_RIGHT -> negative.merge(scale.index(-bucket.lower()), bucket.count(), Math::addExact);
                default -> zeroCount = Math.addExact(zeroCount, bucket.count());
            }
        }
        return new NativeHistogram(scale.schema(), threshold, zeroCount, positive, negative);
    }

    /** Number of values. */
    public long count() {
        long count = zeroCount;
        for (long bucket : positive.values()) {
            count = Math.addExact(count, bucket);
        }
        for (long bucket : negative.values()) {
            count = Math.addExact(count, bucket);
        }
        return count;
    }

    /**
     * The same values at a coarser resolution, exactly: each step halves the number of buckets by merging pairs.
     *
     * @param coarser a schema not above this one's
     * @throws IllegalArgumentException when the schema is finer, or not an exponential one
     */
    public NativeHistogram at(int coarser) {
        if (coarser > schema) {
            throw new IllegalArgumentException("coarser must not lie above schema " + schema + " but is " + coarser);
        }
        return coarser == schema ? this : new NativeHistogram(
                coarser, zeroThreshold, zeroCount, merged(positive, coarser), merged(negative, coarser));
    }

    private SortedMap<Integer, Long> merged(SortedMap<Integer, Long> counts, int coarser) {
        ExponentialScale own = new ExponentialScale(schema);
        ExponentialScale target = new ExponentialScale(coarser);
        SortedMap<Integer, Long> merged = new TreeMap<>();
        counts.forEach((index, count) -> merged.merge(own.indexAt(target, index), count, Math::addExact));
        return merged;
    }

    private static SortedMap<Integer, Long> counts(String side, List<Span> spans, List<Long> deltas) {
        int buckets = spans.stream().mapToInt(Span::length).sum();
        if (buckets != deltas.size()) {
            throw new IllegalArgumentException(side + " deltas must be " + buckets + " but are " + deltas.size());
        }
        SortedMap<Integer, Long> counts = new TreeMap<>();
        int index = 0;
        int next = 0;
        long count = 0;
        for (Span span : spans) {
            index += span.offset();
            for (int k = 0; k < span.length(); k++) {
                count = Math.addExact(count, deltas.get(next++));
                counts.put(index++, count);
            }
        }
        return counts;
    }

    private static int schema(List<NativeBucket> buckets, double threshold) {
        int found = ExponentialScale.FINEST + 1;
        for (NativeBucket bucket : buckets) {
            if (bucket.boundaryRule() == NativeBucket.CLOSED) {
                continue;
            }
            double inner = Math.min(Math.abs(bucket.lower()), Math.abs(bucket.upper()));
            double outer = Math.max(Math.abs(bucket.lower()), Math.abs(bucket.upper()));
            if (inner == threshold) {
                continue;
            }
            int schema = ExponentialScale.schemaOf(inner, outer);
            if (schema > ExponentialScale.FINEST || found <= ExponentialScale.FINEST && schema != found) {
                throw new IllegalArgumentException("buckets must have the bounds of one exponential schema but one lies from "
                        + bucket.lower() + " to " + bucket.upper());
            }
            found = schema;
        }
        return found <= ExponentialScale.FINEST ? found : schemaOfCutBuckets(buckets, threshold);
    }

    /** The finest schema on which all buckets reach down to the zero bucket; they are the same buckets on the true one. */
    private static int schemaOfCutBuckets(List<NativeBucket> buckets, double threshold) {
        for (int schema = ExponentialScale.FINEST; schema >= ExponentialScale.COARSEST; schema--) {
            ExponentialScale scale = new ExponentialScale(schema);
            boolean fits = buckets.stream().filter(bucket -> bucket.boundaryRule() != NativeBucket.CLOSED)
                    .mapToDouble(bucket -> Math.max(Math.abs(bucket.lower()), Math.abs(bucket.upper())))
                    .allMatch(outer -> scale.hasBound(outer)
                            && scale.upperBound(scale.index(outer) - 1) <= threshold * (1 + 1e-12));
            if (fits) {
                return schema;
            }
        }
        throw new IllegalArgumentException("buckets must have the bounds of one exponential schema but are " + buckets);
    }

    private static SortedMap<Integer, Long> populated(String side, SortedMap<Integer, Long> counts) {
        SortedMap<Integer, Long> copy = new TreeMap<>();
        counts.forEach((index, count) -> {
            if (Arguments.nonNegative(side + "[" + index + "]", (long) count) > 0) {
                copy.put(index, count);
            }
        });
        return Collections.unmodifiableSortedMap(copy);
    }
}
