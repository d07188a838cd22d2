package dev.gauntlet.stats;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of constant traffic weights of a mean, ratio or event rate: both arms saw the same hours, so a moving base level cancels
 * in their difference.
 *
 * @param totals sums of both arms over the whole stratum
 * @param clusters the same sums split by cluster of units, keyed by the cluster's name, squares not needed; empty when the
 *     observations are independent
 */
public record SumsStratum(TwoArmSums totals, SortedMap<String, TwoArmSums> clusters) implements Stratum {

    /** Copies the clusters. */
    public SumsStratum {
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
    }

    /** A stratum of independent observations. */
    public static SumsStratum unclustered(ArmSums challenger, ArmSums champion) {
        return new SumsStratum(new TwoArmSums(challenger, champion), Collections.emptySortedMap());
    }

    /** A stratum whose totals are the sum of its clusters. */
    public static SumsStratum clustered(SortedMap<String, TwoArmSums> clusters) {
        return new SumsStratum(clusters.values().stream().reduce(TwoArmSums.NONE, TwoArmSums::plus), clusters);
    }
}
