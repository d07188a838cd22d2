package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact always-valid comparison of a binary metric in blocks: the product over blocks of Fisher's noncentral hypergeometric
 * likelihood ratios, averaged over log odds ratios. The law given the margins of a block does not depend on its base rate, so any
 * base rate, any split and any number of events will do; nothing is asymptotic (Turner, Ly, Grunwald 2024 on e-values for two
 * streams in blocks).
 *
 * <p>The blocks must be disjoint and complete when they enter, and the evidence may be read after every block. Trials must be
 * independent given their arm; a user who sends many requests to one arm calls for clusters instead.
 */
public final class StratifiedExact {

    private StratifiedExact() {
    }

    /**
     * Log e-value after each block, against "both arms have the same rate in every block".
     *
     * @param blocks counts of disjoint stretches of time in their order, each of at most a hundred million trials
     * @param mixture law of the log odds ratio under the alternative; one side of 0 for a one-sided test
     * @return as many values as blocks; a block with an empty arm or equal outcomes repeats the value before it
     * @throws IllegalArgumentException when a block is too large
     */
    public static List<Double> logEValues(List<TwoArmCounts> blocks, TiltMixture mixture) {
        double[] tilts = mixture.tilts();
        double[] logRatios = new double[tilts.length];
        List<Double> values = new ArrayList<>();
        for (TwoArmCounts block : blocks) {
            TiltedHypergeometric law = new TiltedHypergeometric(block);
            for (int k = 0; k < tilts.length; k++) {
                logRatios[k] += law.logRatio(tilts[k]);
            }
            values.add(mixture.logMean(logRatios));
        }
        return values;
    }
}
