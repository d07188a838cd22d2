package dev.gauntlet.stats;

import java.util.List;

/**
 * Weights n_1 n_0/(n_1+n_0) of strata, from denominators alone, so that they cannot be correlated with outcomes (Mantel, Haenszel
 * 1959; Greenland, Robins 1985). Weights taken from estimated variances are, and bias rare rates.
 */
public final class MantelHaenszelWeights {

    private MantelHaenszelWeights() {
    }

    /** Weight of one stratum; 0 where an arm is empty. */
    public static double of(TwoArmTotals totals) {
        if (!totals.isComparable()) {
            return 0;
        }
        double challenger = totals.challengerDenominator();
        double champion = totals.championDenominator();
        return challenger / (challenger + champion) * champion;
    }

    /** Each stratum's share of the sum of all weights, in the order given; at least one stratum must have both arms observed. */
    static List<Double> shares(List<? extends TwoArmTotals> strata) {
        double total = strata.stream().mapToDouble(MantelHaenszelWeights::of).sum();
        return strata.stream().map(stratum -> of(stratum) / total).toList();
    }
}
