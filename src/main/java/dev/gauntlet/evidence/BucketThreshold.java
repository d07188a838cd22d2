package dev.gauntlet.evidence;

import java.util.Optional;
import java.util.SortedSet;

/**
 * The bucket bound at which a limit on a quantile is judged. A value surely exceeds a maximum if its bucket begins at or above
 * it, and surely does not exceed a minimum if its bucket ends at or below it; nothing is interpolated.
 *
 * @param above whether values above the bound lie beyond the limit, otherwise those up to it do
 * @param bound the bound, empty if the buckets are too coarse: no value can be said to lie beyond the limit
 */
record BucketThreshold(boolean above, Optional<Double> bound) {

    /** The bound for a limit that is a maximum or a minimum. */
    static BucketThreshold of(HardLimit limit, BucketLayout layout) {
        if (limit.maximum().isPresent()) {
            SortedSet<Double> from = layout.bounds().tailSet(limit.maximum().getAsDouble());
            return new BucketThreshold(true, from.stream().findFirst().filter(bound -> !bound.isInfinite()));
        }
        double minimum = limit.minimum().orElseThrow();
        return new BucketThreshold(false, layout.bounds().contains(minimum) ? Optional.of(minimum)
                : Optional.of(layout.bounds().headSet(minimum)).filter(bounds -> !bounds.isEmpty()).map(SortedSet::last));
    }

    /**
     * Whether the buckets can never tell, however many values come. A native histogram's bounds are known as they are filled, and
     * it has one near every limit.
     */
    boolean isTooCoarse(BucketLayout layout) {
        return bound.isEmpty() && layout instanceof BucketLayout.Explicit;
    }

    /** How many of the values lie surely beyond the limit. */
    long beyond(BucketCounts values) {
        if (bound.isEmpty()) {
            return 0;
        }
        double at = bound.get();
        return values.counts().entrySet().stream().filter(bucket -> above == bucket.getKey() > at)
                .mapToLong(bucket -> bucket.getValue()).sum();
    }
}
