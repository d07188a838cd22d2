package dev.gauntlet.evidence;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many values fell into each bucket of a histogram. Not cumulative: each bucket begins above the bound before it.
 *
 * @param counts per upper bound the number of values in its bucket; no zeros
 */
public record BucketCounts(SortedMap<Double, Long> counts) implements CounterValue {

    /** No value. */
    public static final BucketCounts NONE = new BucketCounts(new TreeMap<>());

    /** Copies the map and drops empty buckets, so that equal counts are equal objects. */
    public BucketCounts {
        TreeMap<Double, Long> filled = new TreeMap<>(counts);
        filled.values().removeIf(count -> count == 0);
        counts = Collections.unmodifiableSortedMap(filled);
    }

    /** The number of values. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public boolean isZero() {
        return counts.isEmpty();
    }

    @Override
    public BucketCounts plus(Amount other) {
        TreeMap<Double, Long> sum = new TreeMap<>(counts);
        ((BucketCounts) other).counts.forEach((bound, count) -> sum.merge(bound, count, Math::addExact));
        return new BucketCounts(sum);
    }

    @Override
    public BucketCounts minus(CounterValue earlier) {
        TreeMap<Double, Long> difference = new TreeMap<>(counts);
        ((BucketCounts) earlier).counts.forEach((bound, count) -> difference.merge(bound, -count, Math::addExact));
        return new BucketCounts(difference);
    }

    /**
     * {@inheritDoc} Compared are the cumulative counts, which is what a classic histogram's series hold: an exporter that
     * updates them one after the other may show a value in two buckets in turn, and that is no reset.
     */
    @Override
    public boolean isBelow(CounterValue earlier) {
        long grown = 0;
        for (long growth : minus(earlier).counts.values()) {
            grown += growth;
            if (grown < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether no bucket is negative; a difference may be, when its exporter updated buckets one after the other. */
    boolean isConsistent() {
        return counts.values().stream().allMatch(count -> count >= 0);
    }

    @Override
    public BucketCounts zero() {
        return NONE;
    }

    @Override
    public String toString() {
        return total() + " values in buckets " + counts;
    }
}
