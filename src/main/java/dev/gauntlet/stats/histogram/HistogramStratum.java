package dev.gauntlet.stats.histogram;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of constant traffic weights of a metric that is kept in buckets.
 *
 * @param totals histograms of both arms over the whole stratum
 * @param clusters the same histograms split by cluster of units, keyed by the cluster's name; empty when the values are
 *     independent, otherwise the clusters must add up to the totals
 */
public record HistogramStratum(TwoArmHistograms totals, SortedMap<String, TwoArmHistograms> clusters) {

    /**
     * @throws IllegalArgumentException when clusters are given and do not add up to the totals
     */
    public HistogramStratum {
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        Optional<TwoArmHistograms> sum = clusters.values().stream().reduce(TwoArmHistograms::plus);
        if (sum.isPresent() && !sum.get().equals(totals)) {
            throw new IllegalArgumentException("clusters must add up to the totals " + totals + " but make " + sum.get());
        }
    }

    /** A stratum of independent values. */
    public static HistogramStratum unclustered(Histogram challenger, Histogram champion) {
        return new HistogramStratum(new TwoArmHistograms(challenger, champion), Collections.emptySortedMap());
    }
}
