package dev.gauntlet.stats.histogram;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Spread of one arm's weighted shares between clusters of units, at every finite bound. The effective number of clusters is
 * {@code (sum_b h_b^2)^2 / sum_b h_b^4} with the leverages {@code h_b = sum_s share_s n_bs/n_s} (Satterthwaite 1946): as many equally
 * large clusters would make the variance as well known. It stands for the number of clusters, so that an arm that holds few units, or a
 * few that make most of the values, is not trusted too much.
 */
final class ClusterSpread {

    /** Fewer effective clusters leave their spread unknown. */
    private static final double FEWEST = 2;

    private final double effective;
    private final double[] squares;

    private ClusterSpread(double effective, double[] squares) {
        this.effective = effective;
        this.squares = squares;
    }

    /**
     * The spread of one arm.
     *
     * @param strata strata with clusters, the arm not empty in any
     * @param shares each stratum's share of the weight
     * @param arm the arm
     */
    static ClusterSpread of(List<HistogramStratum> strata, double[] shares, Function<TwoArmHistograms, Histogram> arm) {
        int bounds = arm.apply(strata.get(0).totals()).upperBounds().size() - 1;
        Map<String, double[]> residuals = new LinkedHashMap<>();
        for (int s = 0; s < shares.length; s++) {
            Histogram totals = arm.apply(strata.get(s).totals());
            double weight = shares[s] / totals.count();
            double[] sharesBelow = totals.cumulative().stream().mapToDouble(below -> below / (double) totals.count()).toArray();
            strata.get(s).clusters().forEach((name, histograms) ->
                    add(residuals.computeIfAbsent(name, key -> new double[bounds + 1]), arm.apply(histograms), sharesBelow, weight));
        }
        double leverageSquares = 0;
        double fourthPowers = 0;
        double[] squares = new double[bounds];
        for (double[] cluster : residuals.values()) {
            double square = cluster[bounds] * cluster[bounds];
            leverageSquares += square;
            fourthPowers += square * square;
            for (int j = 0; j < bounds; j++) {
                squares[j] += cluster[j] * cluster[j];
            }
        }
        return new ClusterSpread(leverageSquares / fourthPowers * leverageSquares, squares);
    }

    /** Adds a cluster's weighted residuals at the finite bounds and, in the last place, its leverage. */
    private static void add(double[] sums, Histogram cluster, double[] sharesBelow, double weight) {
        long count = cluster.count();
        if (count == 0) {
            return;
        }
        int bounds = sums.length - 1;
        List<Long> cumulative = cluster.cumulative();
        for (int j = 0; j < bounds; j++) {
            sums[j] += weight * (cumulative.get(j) - count * sharesBelow[j]);
        }
        sums[bounds] += weight * count;
    }

    /** True when there are enough clusters to know their spread. */
    boolean isKnown() {
        return effective >= FEWEST;
    }

    /** Degrees of freedom of the variances. */
    double degreesOfFreedom() {
        return effective - 1;
    }

    /** Variance between clusters of the weighted share at a bound. */
    double variance(int bound) {
        return effective / (effective - 1) * squares[bound];
    }
}
