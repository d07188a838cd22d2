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
        return onBothScales(strata).on(scale);
    }

    /**
     * Estimates the effect as difference and as lift, with less work than one by one; each is empty where {@link #estimate} is.
     *
     * @param strata as for {@link #estimate}
     * @throws IllegalArgumentException when some strata have clusters and others have none
     */
    public static EffectEstimates onBothScales(List<ProportionStratum> strata) {
        List<ProportionStratum> used = strata.stream().filter(stratum -> stratum.totals().isComparable()).toList();
        if (used.isEmpty()) {
            return EffectEstimates.NONE;
        }
        List<WeightedStratum> weighted = weigh(used.stream().map(ProportionStratum::totals).toList());
        Optional<ClusterMoments> clusters = ClusterMoments.of(shares(weighted), used);
        if (clusters.isPresent() && !clusters.get().areEnough()) {
            return EffectEstimates.NONE;
        }
        double champion = weightedMean(weighted, stratum -> stratum.counts().champion().rate());
        return new EffectEstimates(
                Optional.of(estimate(weighted, clusters, champion, EffectScale.ABSOLUTE)),
                champion == 0 ? Optional.empty() : Optional.of(estimate(weighted, clusters, champion, EffectScale.RELATIVE)));
    }

    private static EffectEstimate estimate(
            List<WeightedStratum> strata, Optional<ClusterMoments> clusters, double champion, EffectScale scale) {
        double challenger = weightedMean(strata, stratum -> stratum.counts().challenger().rate());
        ProportionNullVariance nullVariance = new ProportionNullVariance(strata, clusters, scale, champion);
        double effect = scale == EffectScale.ABSOLUTE
                ? weightedMean(strata, stratum -> stratum.counts().challenger().rate() - stratum.counts().champion().rate())
                : challenger / champion - 1;
        return new EffectEstimate(
                champion,
                challenger,
                effect,
                nullVariance.atEstimate(effect),
                scale,
                clusters.isPresent() ? VarianceMethod.UNIT_CLUSTERS : VarianceMethod.STRATUM,
                strata.stream().mapToLong(stratum -> stratum.counts().champion().trials()).sum(),
                strata.stream().mapToLong(stratum -> stratum.counts().challenger().trials()).sum(),
                clusters.map(ClusterMoments::degreesOfFreedom).orElse(Double.POSITIVE_INFINITY),
                nullVariance);
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
     * Variance of the stratified difference when the arms do not differ, given each stratum's number of successes m among its N
     * trials: {@code sum n_1 n_0 m (N-m)/(N^2 (N-1)) / W^2}, the denominator of the Cochran-Mantel-Haenszel statistic.
     *
     * @throws IllegalArgumentException when no stratum has trials in both arms
     */
    public static double pooledVariance(List<TwoArmCounts> strata) {
        return comparable(strata).stream().mapToDouble(stratum -> stratum.pooledVariances(0).ofContrast(1)).sum();
    }

    /**
     * Variance of the stratified difference for few trials in many strata as for many trials in few (Sato 1989); not negative.
     *
     * @throws IllegalArgumentException when no stratum has trials in both arms
     */
    public static double sparseVariance(List<TwoArmCounts> strata) {
        List<WeightedStratum> used = comparable(strata);
        double difference =
                weightedMean(used, stratum -> stratum.counts().challenger().rate() - stratum.counts().champion().rate());
        double sum = 0;
        for (WeightedStratum stratum : used) {
            double n1 = stratum.counts().challengerDenominator();
            double x1 = stratum.counts().challengerNumerator();
            double n0 = stratum.counts().championDenominator();
            double x0 = stratum.counts().championNumerator();
            double n = n1 + n0;
            double slope = n1 / n * (n1 / n) * x0 - n0 / n * (n0 / n) * x1 + n1 / n * (n0 / n) * (n0 - n1) / 2;
            sum += difference * slope + (x1 / n * (n0 - x0) + x0 / n * (n1 - x1)) / 2;
        }
        double weights = used.stream().mapToDouble(stratum -> MantelHaenszelWeights.of(stratum.counts())).sum();
        return Math.max(0, sum / weights / weights);
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

    private static List<WeightedStratum> comparable(List<TwoArmCounts> strata) {
        List<TwoArmCounts> used = strata.stream().filter(TwoArmCounts::isComparable).toList();
        if (used.isEmpty()) {
            throw new IllegalArgumentException("strata must hold at least one with trials in both arms");
        }
        return weigh(used);
    }

    private static List<WeightedStratum> weigh(List<TwoArmCounts> strata) {
        List<Double> shares = MantelHaenszelWeights.shares(strata);
        return IntStream.range(0, strata.size())
                .mapToObj(s -> new WeightedStratum(shares.get(s), strata.get(s)))
                .toList();
    }

    private static List<Double> shares(List<WeightedStratum> strata) {
        return strata.stream().map(WeightedStratum::share).toList();
    }

    private static double weightedMean(List<WeightedStratum> strata, ToDoubleFunction<WeightedStratum> term) {
        double sum = 0;
        for (WeightedStratum stratum : strata) {
            sum += stratum.share() * term.applyAsDouble(stratum);
        }
        return sum;
    }
}
