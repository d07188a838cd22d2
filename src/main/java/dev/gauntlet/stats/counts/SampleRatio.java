package dev.gauntlet.stats.counts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the split of the traffic stands against its weights.
 *
 * @param logEValue log e-value against "every arm gets its share", an e-process over looks; reject at error rate alpha when it is
 *     at least log(1/alpha)
 * @param expectedShares expected share of each arm over all epochs, the epochs weighted by their requests
 * @param observedShares observed share of each arm over all epochs
 */
public record SampleRatio(double logEValue, List<Double> expectedShares, List<Double> observedShares) {

    /** Copies the lists. */
    public SampleRatio {
        expectedShares = List.copyOf(expectedShares);
        observedShares = List.copyOf(observedShares);
    }

    /** Always-valid p-value of this look, {@code min(1, 1/E)}; the smallest so far is valid too. */
    public double pValue() {
        return Math.min(1, Math.exp(-logEValue));
    }

    /** Largest difference between an observed and an expected share, in [0, 1]. */
    public double largestDeviation() {
        return IntStream.range(0, expectedShares.size())
                .mapToDouble(arm -> Math.abs(observedShares.get(arm) - expectedShares.get(arm))).max().orElse(0);
    }

    /**
     * True when the split is refuted and the deviation is large enough to matter.
     *
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @param smallestDeviation deviation of a share below which nothing is reported, however certain; at billions of requests a
     *     router's rounding of weights is certain
     */
    public boolean isMismatch(double alpha, double smallestDeviation) {
        return logEValue >= AlwaysValid.logThreshold(alpha) && largestDeviation() >= smallestDeviation;
    }
}
