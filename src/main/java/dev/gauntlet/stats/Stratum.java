package dev.gauntlet.stats;

import java.util.SortedMap;

/** A stretch of constant traffic weights: both arms saw the same hours, so a moving base level cancels in their difference. */
public sealed interface Stratum permits ProportionStratum, SumsStratum {

    /** Totals of both arms over the whole stratum. */
    TwoArmTotals totals();

    /** The same totals split by cluster, keyed by the cluster's name; empty when the observations are independent. */
    SortedMap<String, ? extends TwoArmTotals> clusters();
}
