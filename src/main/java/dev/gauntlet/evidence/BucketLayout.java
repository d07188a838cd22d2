package dev.gauntlet.evidence;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where the buckets of a histogram begin and end. All series of one metric must agree on it, or their counts cannot be added. */
public sealed interface BucketLayout {

    /** The bounds, in ascending order; each bucket reaches from the bound before its own (exclusive) to its own (inclusive). */
    SortedSet<Double> bounds();

    /** A layout into which counts of both fit exactly, empty if there is none. */
    Optional<BucketLayout> joinedWith(BucketLayout other);

    /**
     * The bounds of a classic histogram.
     *
     * @param bounds all values of {@code le}
     */
    record Explicit(SortedSet<Double> bounds) implements BucketLayout {
        /** Copies the bounds. */
        public Explicit {
            bounds = Collections.unmodifiableSortedSet(new TreeSet<>(bounds));
        }

        @Override
        public Optional<BucketLayout> joinedWith(BucketLayout other) {
            return equals(other) ? Optional.of(this) : Optional.empty();
        }

        @Override
        public String toString() {
            return "le " + bounds;
        }
    }

    /**
     * The bounds of a native histogram that have been seen so far. Buckets grow by a factor of 2^(2^-schema) (Prometheus
     * documentation, "Native histograms"), so two histograms of one schema and zero bucket never cut each other's buckets.
     *
     * @param schema the resolution, empty while no bucket told it
     * @param zeroThreshold the half width of the bucket around zero, empty while it was empty
     * @param bounds the upper and lower bounds of all buckets that were ever filled
     */
    record Exponential(OptionalInt schema, OptionalDouble zeroThreshold, SortedSet<Double> bounds) implements BucketLayout {
        /** Copies the bounds and adds positive infinity, above which no value lies. */
        public Exponential {
            TreeSet<Double> all = new TreeSet<>(bounds);
            all.add(Double.POSITIVE_INFINITY);
            bounds = Collections.unmodifiableSortedSet(all);
        }

        @Override
        public Optional<BucketLayout> joinedWith(BucketLayout other) {
            if (!(other instanceof Exponential more)
                    || schema.isPresent() && more.schema.isPresent() && schema.getAsInt() != more.schema.getAsInt()
                    || zeroThreshold.isPresent() && more.zeroThreshold.isPresent()
                            && zeroThreshold.getAsDouble() != more.zeroThreshold.getAsDouble()) {
                return Optional.empty();
            }
            SortedSet<Double> all = new TreeSet<>(bounds);
            all.addAll(more.bounds);
            return Optional.of(new Exponential(schema.isPresent() ? schema : more.schema,
                    zeroThreshold.isPresent() ? zeroThreshold : more.zeroThreshold, all));
        }

        @Override
        public String toString() {
            return "native, schema " + (schema.isPresent() ? schema.getAsInt() : "unknown") + ", zero bucket "
                    + (zeroThreshold.isPresent() ? "of half width " + zeroThreshold.getAsDouble() : "empty");
        }
    }
}
