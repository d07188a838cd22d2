package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Difference and lift of two proportions, stratified by epochs of constant traffic weights.
 *
 * <p>Pooling counts over different weights confounds the arm with the hour (Crook et al. 2009); a weighted mean of within-stratum
 * differences does not. With n_as trials, x_as successes, R_as = x_as/n_as and Mantel-Haenszel weights
 * w_s = n_1s n_0s/(n_1s+n_0s), W = sum w_s (Mantel, Haenszel 1959; Greenland, Robins 1985):
 * <pre>
 * difference = sum w_s (R_1s - R_0s) / W
 * lift       = sum w_s R_1s / sum w_s R_0s - 1
 * </pre>
 * Strata in which an arm is empty carry no weight.
 */
public final class StratifiedProportions {

    private StratifiedProportions() {
    }

    /**
     * Estimates the effect of the challenger against the champion.
     *
     * @param strata epochs of constant traffic weights; either all that carry weight have clusters or none has
     * @param scale difference or lift
     * @return the estimate; empty when no stratum has trials in both arms, when the lift is asked for and the champion has no
     *     success, or when an arm has fewer than 2 effective clusters, which leaves the variance between clusters unknown
     * @throws IllegalArgumentException when some strata have clusters and others have none
     */
    public static Optional<EffectEstimate> estimate(List<ProportionStratum> strata, EffectScale scale) {
        List<ProportionStratum> used = strata.stream().filter(stratum -> stratum.totals().isComparable()).toList();
        if (used.isEmpty()) {
            return Optional.empty();
        }
        List<WeightedStratum> weighted = weigh(used.stream().map(ProportionStratum::totals).toList());
        double champion = weightedMean(weighted, stratum -> stratum.counts().champion().rate());
        double challenger = weightedMean(weighted, stratum -> stratum.counts().challenger().rate());
        if (scale == EffectScale.RELATIVE && champion == 0) {
            return Optional.empty();
        }
        Optional<ClusterMoments> clusters = clusterMoments(used, weighted);
        if (clusters.isPresent() && !clusters.get().areEnough()) {
            return Optional.empty();
        }
        ProportionNullVariance nullVariance = new ProportionNullVariance(weighted, clusters, scale, champion);
        double effect = scale == EffectScale.ABSOLUTE
                ? weightedMean(weighted, stratum -> stratum.counts().challenger().rate() - stratum.counts().champion().rate())
                : challenger / champion - 1;
        return Optional.of(new EffectEstimate(
                champion,
                challenger,
                effect,
                nullVariance.atEstimate(effect),
                scale,
                clusters.isPresent() ? VarianceMethod.UNIT_CLUSTERS : VarianceMethod.STRATUM,
                used.stream().mapToLong(stratum -> stratum.totals().champion().trials()).sum(),
                used.stream().mapToLong(stratum -> stratum.totals().challenger().trials()).sum(),
                clusters.map(ClusterMoments::degreesOfFreedom).orElse(Double.POSITIVE_INFINITY),
                nullVariance));
    }

    /**
     * Variance of the stratified difference at the observed rates (Greenland, Robins 1985), for independent trials:
     * {@code sum w_s^2 (R_1 Q_1/n_1 + R_0 Q_0/n_0) / W^2}. Zero when every rate is 0 or 1.
     *
     * @throws IllegalArgumentException when no stratum has trials in both arms
     */
    public static double observedVariance(List<TwoArmCounts> strata) {
        return comparable(strata).stream().mapToDouble(stratum -> stratum.observedVariances().ofContrast(1)).sum();
    }

    /**
     * Variance of the stratified difference when the arms do not differ, given each stratum's number of successes m among its N trials:
     * {@code sum n_1 n_0 m (N-m)/(N^2 (N-1)) / W^2}, the denominator of the Cochran-Mantel-Haenszel statistic.
     *
     * @throws IllegalArgumentException when no stratum has trials in both arms
     */
    public static double pooledVariance(List<TwoArmCounts> strata) {
        return comparable(strata).stream().mapToDouble(stratum -> stratum.pooledVariances(0).ofContrast(1)).sum();
    }

    /**
     * Variance of the stratified difference under a true difference (Miettinen, Nurminen 1985): at a difference of 0 it equals
     * {@link #pooledVariance}.
     *
     * @param difference between -1 and 1
     * @throws IllegalArgumentException when no stratum has trials in both arms or the difference is impossible
     */
    public static double scoreVariance(List<TwoArmCounts> strata, double difference) {
        if (!(Math.abs(difference) <= 1)) {
            throw new IllegalArgumentException("difference must lie in [-1, 1] but is " + difference);
        }
        return comparable(strata).stream().mapToDouble(stratum -> stratum
                .scoreVariances(RestrictedRates.underDifference(stratum.counts(), difference)).ofContrast(1)).sum();
    }

    /**
     * Variance of the stratified contrast R1 - ratio R0 under a true ratio of the rates (Miettinen, Nurminen 1985).
     *
     * @param ratio finite, at least 0
     * @throws IllegalArgumentException when no stratum has trials in both arms or the ratio is impossible
     */
    public static double scoreVarianceOfContrast(List<TwoArmCounts> strata, double ratio) {
        Arguments.nonNegative("ratio", ratio);
        return comparable(strata).stream().mapToDouble(stratum -> stratum
                .scoreVariances(RestrictedRates.underRatio(stratum.counts(), ratio)).ofContrast(ratio)).sum();
    }

    /**
     * Variance of the stratified contrast R1 - ratio R0 between clusters of units. With the linearised residuals of each cluster b,
     * {@code psi_b = sum_s (w_s/W) ((x_1bs - R_1s n_1bs)/N_1s - ratio (x_0bs - R_0s n_0bs)/N_0s)}, it is
     * {@code B/(B-1) sum_b psi_b^2}. A cluster holds both arms, so a unit that changed arm during a ramp is covered. The variance of the
     * difference has ratio 1, that of the lift ratio 1 + lift and is divided by the champion's squared rate.
     *
     * @param ratio finite, at least 0
     * @throws IllegalArgumentException when no stratum has trials in both arms or fewer than two clusters were seen
     */
    public static double clusterVariance(List<ProportionStratum> strata, double ratio) {
        Arguments.nonNegative("ratio", ratio);
        List<ProportionStratum> used = strata.stream().filter(stratum -> stratum.totals().isComparable()).toList();
        List<WeightedStratum> weighted = comparable(used.stream().map(ProportionStratum::totals).toList());
        return clusterMoments(used, weighted)
                .filter(clusters -> clusters.clusters() >= 2)
                .orElseThrow(() -> new IllegalArgumentException("strata must hold at least 2 clusters"))
                .varianceOfContrast(ratio);
    }

    /** Mantel-Haenszel weights n_1 n_0/(n_1+n_0), in the order given; zero where an arm is empty. */
    public static List<Double> weights(List<TwoArmCounts> strata) {
        return strata.stream().map(counts -> counts.isComparable() ? WeightedStratum.weight(counts) : 0.0).toList();
    }

    private static List<WeightedStratum> comparable(List<TwoArmCounts> strata) {
        List<TwoArmCounts> used = strata.stream().filter(TwoArmCounts::isComparable).toList();
        if (used.isEmpty()) {
            throw new IllegalArgumentException("strata must hold at least one with trials in both arms");
        }
        return weigh(used);
    }

    private static List<WeightedStratum> weigh(List<TwoArmCounts> strata) {
        List<Double> weights = weights(strata);
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        return IntStream.range(0, strata.size())
                .mapToObj(s -> new WeightedStratum(weights.get(s) / total, strata.get(s)))
                .toList();
    }

    private static Optional<ClusterMoments> clusterMoments(List<ProportionStratum> strata, List<WeightedStratum> weighted) {
        long clustered = strata.stream().filter(stratum -> !stratum.clusters().isEmpty()).count();
        if (clustered == 0) {
            return Optional.empty();
        }
        if (clustered < strata.size()) {
            throw new IllegalArgumentException("strata must all have clusters or none, but " + clustered + " of "
                    + strata.size() + " have");
        }
        return Optional.of(ClusterMoments.of(weighted.stream().map(WeightedStratum::share).toList(), strata));
    }

    private static double weightedMean(List<WeightedStratum> strata, ToDoubleFunction<WeightedStratum> term) {
        double sum = 0;
        for (WeightedStratum stratum : strata) {
            sum += stratum.share() * term.applyAsDouble(stratum);
        }
        return sum;
    }
}
