package dev.gauntlet.stats;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of constant traffic weights: both arms saw the same hours, so a moving base rate cancels in their difference.
 *
 * @param totals counts of both arms over the whole stratum
 * @param clusters the same counts split by cluster of units (for instance a hash bucket of the user), keyed by the cluster's
 *     name; empty when the trials are independent, otherwise the clusters must add up to the totals. Trials whose cluster is
 *     unknown belong under a name of their own.
 */
public record ProportionStratum(TwoArmCounts totals, SortedMap<String, TwoArmCounts> clusters) implements Stratum {

    /**
     * @throws IllegalArgumentException when clusters are given and do not add up to the totals
     */
    public ProportionStratum {
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        if (!clusters.isEmpty()) {
            TwoArmCounts sum = clusters.values().stream().reduce(TwoArmCounts.NONE, TwoArmCounts::plus);
            if (!sum.equals(totals)) {
                throw new IllegalArgumentException("clusters must add up to the totals " + totals + " but make " + sum);
            }
        }
    }

    /** A stratum of independent trials. */
    public static ProportionStratum unclustered(BinomialCounts challenger, BinomialCounts champion) {
        return new ProportionStratum(new TwoArmCounts(challenger, champion), Collections.emptySortedMap());
    }

    /** A stratum whose totals are the sum of its clusters. */
    public static ProportionStratum clustered(SortedMap<String, TwoArmCounts> clusters) {
        return new ProportionStratum(
                clusters.values().stream().reduce(TwoArmCounts.NONE, TwoArmCounts::plus), clusters);
    }
}
