package dev.gauntlet.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sums of squares and products over clusters b of the linearised residuals of both weighted arm means,
 * {@code A_b = sum_s share_s (x_1bs - R_1s n_1bs)/N_1s} and C_b the same for the champion. A cluster holds both arms, so units
 * that changed arm are covered.
 *
 * <p>The effective number of clusters of an arm is {@code (sum_b h_b^2)^2 / sum_b h_b^4} with the leverages
 * {@code h_b = sum_s share_s n_bs/N_s}: as many equally large clusters would make the variance as well known (Satterthwaite
 * 1946; Bell, McCaffrey 2002) when the units of a cluster keep their level, so that its residual grows with its size. It is
 * far below the number of clusters when an arm holds few units, or a few that make most of the requests; degrees of freedom
 * taken from it keep the error rate there, which those from {@code 1 / sum_b h_b^2} do not.
 *
 * @param clusters number of clusters seen
 * @param effectiveChallenger effective number of clusters of the challenger
 * @param effectiveChampion effective number of clusters of the champion
 * @param challengerSquares sum of A_b squared
 * @param products sum of A_b C_b
 * @param championSquares sum of C_b squared
 */
record ClusterMoments(
        int clusters,
        double effectiveChallenger,
        double effectiveChampion,
        double challengerSquares,
        double products,
        double championSquares) {

    /** Fewer effective clusters in an arm leave their spread unknown. */
    private static final double FEWEST = 2;

    /**
     * Moments over all strata; empty when the strata have no clusters.
     *
     * @param shares each stratum's share of the weight
     * @param strata the strata, each with both arms observed
     * @throws IllegalArgumentException when some strata have clusters and others have none
     */
    static Optional<ClusterMoments> of(List<Double> shares, List<? extends Stratum> strata) {
        long clustered = strata.stream().filter(stratum -> !stratum.clusters().isEmpty()).count();
        if (clustered == 0) {
            return Optional.empty();
        }
        if (clustered < strata.size()) {
            throw new IllegalArgumentException("strata must all have clusters or none, but " + clustered + " of "
                    + strata.size() + " have");
        }
        return Optional.of(ofClustered(shares, strata));
    }

    private static ClusterMoments ofClustered(List<Double> shares, List<? extends Stratum> strata) {
        // In the order of the first strata, which is fixed, so that the sums below round the same way every time.
        Map<String, Sums> clusters = new LinkedHashMap<>();
        for (int s = 0; s < strata.size(); s++) {
            double share = shares.get(s);
            TwoArmTotals totals = strata.get(s).totals();
            strata.get(s).clusters().forEach((name, cluster) ->
                    clusters.computeIfAbsent(name, key -> new Sums()).add(share, cluster, totals));
        }
        Leverage leverage1 = new Leverage();
        Leverage leverage0 = new Leverage();
        double squares1 = 0;
        double products = 0;
        double squares0 = 0;
        for (Sums sums : clusters.values()) {
            leverage1.add(sums.leverage1);
            leverage0.add(sums.leverage0);
            squares1 += sums.residual1 * sums.residual1;
            products += sums.residual1 * sums.residual0;
            squares0 += sums.residual0 * sums.residual0;
        }
        return new ClusterMoments(clusters.size(), leverage1.effectiveClusters(), leverage0.effectiveClusters(),
                squares1, products, squares0);
    }

    /** True when both arms have enough clusters to know their spread. */
    boolean areEnough() {
        return effective() >= FEWEST;
    }

    /** Degrees of freedom of a variance between these clusters. */
    double degreesOfFreedom() {
        return effective() - 1;
    }

    /** Variance of R1 - ratio R0 between clusters: {@code B/(B-1) sum_b (A_b - ratio C_b)^2}. */
    double varianceOfContrast(double ratio) {
        return clusters / (clusters - 1.0) * squares(ratio);
    }

    /** The same with the smaller of the arms' effective numbers of clusters in place of B. */
    double cautiousVarianceOfContrast(double ratio) {
        return effective() / (effective() - 1) * squares(ratio);
    }

    private double effective() {
        return Math.min(effectiveChallenger, effectiveChampion);
    }

    private double squares(double ratio) {
        return Math.max(0, challengerSquares + ratio * (ratio * championSquares - 2 * products));
    }

    /** Second and fourth moment of the clusters' leverages in one arm. */
    private static final class Leverage {

        private double squares;
        private double fourthPowers;

        private void add(double leverage) {
            double square = leverage * leverage;
            squares += square;
            fourthPowers += square * square;
        }

        private double effectiveClusters() {
            return squares / fourthPowers * squares;
        }
    }

    /** Sums over strata for one cluster. */
    private static final class Sums {

        private double leverage1;
        private double leverage0;
        private double residual1;
        private double residual0;

        private void add(double share, TwoArmTotals cluster, TwoArmTotals totals) {
            double n1 = totals.challengerDenominator();
            double n0 = totals.championDenominator();
            leverage1 += share * cluster.challengerDenominator() / n1;
            leverage0 += share * cluster.championDenominator() / n0;
            residual1 += share / n1
                    * (cluster.challengerNumerator() - totals.challengerNumerator() / n1 * cluster.challengerDenominator());
            residual0 += share / n0
                    * (cluster.championNumerator() - totals.championNumerator() / n0 * cluster.championDenominator());
        }
    }
}
