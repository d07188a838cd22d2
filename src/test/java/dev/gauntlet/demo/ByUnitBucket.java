package dev.gauntlet.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Counts kept by unit bucket. Not safe for use by several threads. */
final class ByUnitBucket<T> {

    /** Most distinct unit buckets that get counts of their own; further ones are counted without a bucket. */
    static final int MAX_UNIT_BUCKETS = 1024;

    private static final String NO_BUCKET = "";

    private final Map<String, T> counts = new TreeMap<>();
    private final Supplier<T> nothing;

    /** No counts yet; the supplier makes the first of each bucket. */
    ByUnitBucket(Supplier<T> nothing) {
        this.nothing = nothing;
    }

    /** Returns the counts of a bucket; empty if it is unknown. */
    T of(String unitBucket) {
        boolean known = counts.containsKey(unitBucket) || counts.size() < MAX_UNIT_BUCKETS;
        return counts.computeIfAbsent(known ? unitBucket : NO_BUCKET, bucket -> nothing.get());
    }

    /** Hands over each bucket and its counts, ordered by bucket. */
    void forEach(BiConsumer<String, T> action) {
        counts.forEach(action);
    }
}
