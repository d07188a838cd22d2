package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.OneSidedMixture;

/**
 * Log e-values for where one arm's p-quantile Q lies. At the j-th bound b, "Q &gt; b" is the claim F(b) &lt; p and "Q &lt;= b"
 * the claim F(b) &gt;= p, each tested on its own by the one-sided mixture.
 *
 * <p>No correction for the number of bounds is needed: "Q &gt; b" counts only with at least the same evidence at all bounds below
 * b, so whenever any false one is claimed, the false claim at the smallest bound not below Q is among them, and that single one
 * is wrong with the stated probability. "Q &lt;= b" likewise from above (the closed testing principle for hypotheses in a fixed
 * order).
 */
final class QuantileEvidence {

    private final double[] above;
    private final double[] atMost;

    /**
     * @param arm the arm's deviates from p
     * @param mixture the mixture
     */
    QuantileEvidence(WeightedArm arm, OneSidedMixture mixture) {
        int bounds = arm.finiteBounds();
        above = new double[bounds];
        atMost = new double[bounds];
        for (int j = 0; j < bounds; j++) {
            ShareDeviate deviate = arm.deviate(j);
            above[j] = mixture.logEValue(-deviate.z(), deviate.information());
            atMost[j] = mixture.logEValue(deviate.z(), deviate.information());
        }
        for (int j = 1; j < bounds; j++) {
            above[j] = Math.min(above[j], above[j - 1]);
            atMost[bounds - 1 - j] = Math.min(atMost[bounds - 1 - j], atMost[bounds - j]);
        }
    }

    /** Log e-value for Q &gt; the j-th bound; impossible for the infinite bound. */
    double logAbove(int bound) {
        return bound < above.length ? above[bound] : Double.NEGATIVE_INFINITY;
    }

    /** Log e-value for Q &lt;= the j-th bound; certain for the infinite bound, impossible for index -1. */
    double logAtMost(int bound) {
        if (bound < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return bound < atMost.length ? atMost[bound] : Double.POSITIVE_INFINITY;
    }
}
