package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.TwoSidedMixture;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One arm's requests against its expected share when units keep their arm over many requests. The deviation of cluster b is
 * {@code d_b = sum_s (n_1bs - theta_s n_bs)}, over epochs s with expected share theta_s; the sum D of all clusters has mean eta J
 * under a tilt eta of the log odds, {@code J = sum_s theta_s (1-theta_s) n_s}, so that D/J estimates the tilt with information
 * J^2/Var(D), which enters the normal mixture over tilts.
 *
 * <p>Var(D) is the largest of three: the spread of the d_b between clusters; the spread of the clusters' sizes, which units that
 * fall into clusters at random cause and which is not fooled while a small arm has hardly any unit; and J, that of independent
 * requests. The deviate is corrected from Student's law to the normal by the effective number of clusters, {@code
 * (sum_b J_b^2)^2 / sum_b J_b^4}: as many equally large clusters would make the variance as well known (Satterthwaite 1946).
 *
 * @param clusters number of clusters seen
 * @param effective effective number of clusters
 * @param deviation D
 * @param scale J
 * @param variance Var(D)
 */
record ClusteredSplit(int clusters, double effective, double deviation, double scale, double variance) {

    /** Fewer effective clusters leave their spread unknown. */
    private static final double FEWEST = 2;

    /**
     * Sums over epochs and clusters for one arm.
     *
     * @param epochs requests by epoch with their clusters
     * @param arm index of the arm
     */
    static ClusteredSplit of(List<TrafficEpoch> epochs, int arm) {
        SortedMap<String, Sums> clusters = new TreeMap<>();
        for (TrafficEpoch epoch : epochs) {
            double share = epoch.toleratedShare(arm);
            epoch.clusters().forEach((name, counts) -> {
                double requests = counts.stream().mapToDouble(Long::doubleValue).sum();
                if (requests > 0) {
                    clusters.computeIfAbsent(name, key -> new Sums()).add(share, counts.get(arm), requests);
                }
            });
        }
        int count = clusters.size();
        double deviation = clusters.values().stream().mapToDouble(sums -> sums.deviation).sum();
        double scale = clusters.values().stream().mapToDouble(sums -> sums.scale).sum();
        double size = clusters.values().stream().mapToDouble(sums -> sums.size).sum();
        double scaleSquares = clusters.values().stream().mapToDouble(sums -> sums.scale * sums.scale).sum();
        double deviationSquares = clusters.values().stream()
                .mapToDouble(sums -> square(sums.deviation - deviation / count)).sum();
        double sizeSquares = clusters.values().stream().mapToDouble(sums -> square(sums.size - size / count)).sum();
        double fourthPowers = clusters.values().stream().mapToDouble(sums -> square(sums.scale * sums.scale)).sum();
        double effective = fourthPowers == 0 ? 0 : scaleSquares / fourthPowers * scaleSquares;
        double variance = effective < FEWEST ? scale : Math.max(scale, Math.max(
                effective / (effective - 1) * deviationSquares, count / (count - 1.0) * sizeSquares));
        return new ClusteredSplit(count, effective, deviation, scale, variance);
    }

    /** True when enough clusters carry the requests. */
    boolean areEnough() {
        return effective >= FEWEST;
    }

    /** Log e-value against the expected share, with tilts N(0, tau^2); 0 when the arm's share was never in question. */
    double logEValue(double tau) {
        if (!areEnough()) {
            return 0;
        }
        double z = StandardNormal.fromStudent(deviation / Math.sqrt(variance), effective - 1);
        return new TwoSidedMixture(1 / (tau * tau)).logEValue(z, scale / variance * scale);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Sums over epochs for one cluster. */
    private static final class Sums {

        private double deviation;
        private double scale;
        /** Square root of the variance if the cluster were one unit. */
        private double size;

        private void add(double share, double armRequests, double requests) {
            deviation += armRequests - share * requests;
            scale += share * (1 - share) * requests;
            size += Math.sqrt(share * (1 - share)) * requests;
        }
    }
}
