package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bucket layouts of a ledger while readings come in. The first reading of a selector decides; a classic layout stays as it
 * is, a native one learns further bounds of its schema. What does not fit is refused: counts of other buckets cannot be added,
 * and a new stratum would compare variants across times.
 */
final class LayoutBook {
    /**
     * With clusters a histogram takes bounds times clusters times arms times epochs counts: with 40 bounds, 64 clusters, 9
     * variants and 4 epochs up to 130 KiB of the stored ledger.
     */
    static final int MOST_BOUNDS_CLUSTERED = 40;
    /** Room for the 160 buckets of a native histogram of the usual settings, and their gaps. */
    static final int MOST_BOUNDS = 400;

    private final int mostBounds;
    private final SortedMap<Selector, BucketLayout> layouts;

    LayoutBook(Ledger ledger, EvidenceSpec spec) {
        this.mostBounds = spec.clusterLabel().isPresent() ? MOST_BOUNDS_CLUSTERED : MOST_BOUNDS;
        this.layouts = new TreeMap<>(ledger.layouts());
    }

    /** Takes note of a reading's layout, or says why the reading cannot be counted. */
    Optional<Reading.Irregular> refusal(Selector histogram, Reading.Buckets reading) {
        BucketLayout known = layouts.get(histogram);
        Optional<BucketLayout> joined = known == null ? Optional.of(reading.layout()) : known.joinedWith(reading.layout());
        if (joined.isEmpty()) {
            return Optional.of(new Reading.Irregular(reading.timestampMillis(), DataFault.Kind.BUCKET_LAYOUT_DIFFERS,
                    "has the buckets " + reading.layout() + " instead of " + known));
        }
        int bounds = joined.get().bounds().size();
        if (bounds > mostBounds) {
            return Optional.of(new Reading.Irregular(reading.timestampMillis(), DataFault.Kind.TOO_MANY_BUCKETS,
                    "has " + bounds + " bucket bounds, more than " + mostBounds));
        }
        layouts.put(histogram, joined.get());
        return Optional.empty();
    }

    /** How many series of numbers stand behind one series of a selector: each bucket is one. */
    int series(Selector selector) {
        return layouts.containsKey(selector) ? layouts.get(selector).bounds().size() : 1;
    }

    SortedMap<Selector, BucketLayout> layouts() {
        return layouts;
    }
}
