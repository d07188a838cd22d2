package dev.gauntlet.stats;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums of squares and products over clusters b of the linearised residuals of both weighted arm means,
 * {@code A_b = sum_s share_s (x_1bs - R_1s n_1bs)/N_1s} and C_b the same for the champion. A cluster holds both arms, so units that
 * changed arm are covered.
 *
 * <p>The effective number of clusters of an arm, {@code 1 / sum_b (sum_s share_s n_bs/N_s)^2}, is the number of equally large clusters that
 * would carry the mean with the same leverage. It is far below the number of clusters when an arm holds few units, or a few that make most
 * of the requests; degrees of freedom taken from it keep the error rate there.
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
     * Moments over all strata.
     *
     * @param shares each stratum's share of the weight
     * @param strata the strata, each with its clusters and both arms observed
     */
    static ClusterMoments of(List<Double> shares, List<ProportionStratum> strata) {
        SortedMap<String, Sums> clusters = new TreeMap<>();
        for (int s = 0; s < strata.size(); s++) {
            double share = shares.get(s);
            TwoArmCounts totals = strata.get(s).totals();
            strata.get(s).clusters().forEach((name, counts) ->
                    clusters.computeIfAbsent(name, key -> new Sums()).add(share, counts, totals));
        }
        double leverage1 = 0;
        double leverage0 = 0;
        double squares1 = 0;
        double products = 0;
        double squares0 = 0;
        for (Sums sums : clusters.values()) {
            leverage1 += sums.leverage1 * sums.leverage1;
            leverage0 += sums.leverage0 * sums.leverage0;
            squares1 += sums.residual1 * sums.residual1;
            products += sums.residual1 * sums.residual0;
            squares0 += sums.residual0 * sums.residual0;
        }
        return new ClusterMoments(clusters.size(), 1 / leverage1, 1 / leverage0, squares1, products, squares0);
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
        return Math.max(0, challengerSquares - 2 * ratio * products + ratio * ratio * championSquares);
    }

    /** Sums over strata for one cluster. */
    private static final class Sums {

        private double leverage1;
        private double leverage0;
        private double residual1;
        private double residual0;

        private void add(double share, TwoArmCounts cluster, TwoArmCounts totals) {
            leverage1 += share * cluster.challenger().trials() / totals.challenger().trials();
            leverage0 += share * cluster.champion().trials() / totals.champion().trials();
            residual1 += share * residual(cluster.challenger(), totals.challenger());
            residual0 += share * residual(cluster.champion(), totals.champion());
        }

        private static double residual(BinomialCounts cluster, BinomialCounts total) {
            return (cluster.successes() - total.rate() * cluster.trials()) / total.trials();
        }
    }
}
