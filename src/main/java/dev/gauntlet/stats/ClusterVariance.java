package dev.gauntlet.stats;

import java.util.List;

/**
 * Variance between clusters of units of the stratified contrast R1 - ratio R0, with Mantel-Haenszel weights w_s and the
 * linearised residuals of each cluster b, {@code A_b = sum_s (w_s/W) (x_1bs - R_1s n_1bs)/N_1s} and C_b the same for the
 * champion. The variance of the difference has ratio 1, that of the lift ratio 1 + lift and is divided by the champion's squared
 * mean.
 */
public final class ClusterVariance {

    private ClusterVariance() {
    }

    /**
     * A cluster holds both arms, {@code B/(B-1) sum_b (A_b - ratio C_b)^2}: a unit that changed arm during a ramp is covered, and
     * what moves both arms of a cluster alike cancels.
     *
     * @param strata strata with clusters; those without observations in both arms are left out
     * @param ratio finite
     * @throws IllegalArgumentException when no stratum has observations in both arms or fewer than two clusters were seen
     */
    public static double ofContrast(List<? extends Stratum> strata, double ratio) {
        Arguments.finite("ratio", ratio);
        return moments(strata).varianceOfContrast(ratio);
    }

    /**
     * The two arms' clusters taken for different units, {@code B/(B-1) sum_b (A_b^2 + ratio^2 C_b^2)}: right when no unit has
     * changed arm and clusters have nothing but their units in common.
     *
     * @param strata strata with clusters; those without observations in both arms are left out
     * @param ratio finite
     * @throws IllegalArgumentException when no stratum has observations in both arms or fewer than two clusters were seen
     */
    public static double ofContrastArmsApart(List<? extends Stratum> strata, double ratio) {
        Arguments.finite("ratio", ratio);
        ClusterMoments moments = moments(strata);
        return new ClusterMoments(moments.clusters(), moments.effectiveChallenger(), moments.effectiveChampion(),
                moments.challengerSquares(), 0, moments.championSquares()).varianceOfContrast(ratio);
    }

    private static ClusterMoments moments(List<? extends Stratum> strata) {
        List<? extends Stratum> used = strata.stream().filter(stratum -> stratum.totals().isComparable()).toList();
        if (used.isEmpty()) {
            throw new IllegalArgumentException("strata must hold at least one with observations in both arms");
        }
        return ClusterMoments.of(MantelHaenszelWeights.shares(used.stream().map(Stratum::totals).toList()), used)
                .filter(clusters -> clusters.clusters() >= 2)
                .orElseThrow(() -> new IllegalArgumentException("strata must hold at least 2 clusters"));
    }
}
