package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Difference and lift of means, ratios and event rates, stratified by epochs of constant traffic weights: what
 * {@link StratifiedProportions} is for proportions.
 *
 * <p>With denominators n_as (values, sums of denominators, exposure), numerators x_as, R_as = x_as/n_as and Mantel-Haenszel
 * weights w_s = n_1s n_0s/(n_1s+n_0s), W = sum w_s:
 * <pre>
 * difference = sum w_s (R_1s - R_0s) / W
 * lift       = sum w_s R_1s / sum w_s R_0s - 1
 * </pre>
 * A hypothetical lift is tested by the contrast challenger - (1 + lift) champion, whose expectation is 0 under it; so an interval
 * of the lift is the set of Fieller (1954), unbounded where the champion's level cannot be told from 0. The champion's true level
 * is taken for positive on this scale.
 *
 * <p>Which variance is taken, see {@link SumsVariance}; a variance between clusters is never less than that of independent
 * observations where the sums give one, too. Sums of squares say little about the mean of very skew values: have 1000 values an
 * arm first.
 */
public final class StratifiedSums {

    private StratifiedSums() {
    }

    /**
     * Estimates the effect of the challenger against the champion.
     *
     * @param strata epochs of constant traffic weights; either all in which both arms were observed have clusters or none has
     * @param scale difference or lift
     * @param variance what the sums are
     * @return the estimate; empty when
     *     <ul>
     *     <li>no stratum has observations in both arms (for a mean without clusters: two values in each arm),</li>
     *     <li>no variance is known: a ratio without clusters, a mean with neither clusters nor squares, an arm with fewer than 2
     *     effective clusters, or values that do not vary beyond the rounding of their sums,</li>
     *     <li>the lift is asked for and the champion's mean, over all or in a stratum, is negative, or 0 over all.</li>
     *     </ul>
     * @throws IllegalArgumentException when some strata have clusters and others none, or an event count is negative
     */
    public static Optional<EffectEstimate> estimate(List<SumsStratum> strata, EffectScale scale, SumsVariance variance) {
        return onBothScales(strata, variance).on(scale);
    }

    /**
     * Estimates the effect as difference and as lift, with less work than one by one; each is empty where {@link #estimate} is.
     *
     * @param strata as for {@link #estimate}
     * @param variance what the sums are
     * @throws IllegalArgumentException when some strata have clusters and others none, or an event count is negative
     */
    public static EffectEstimates onBothScales(List<SumsStratum> strata, SumsVariance variance) {
        List<SumsStratum> used = strata.stream().filter(stratum -> isUsable(stratum, variance)).toList();
        if (used.isEmpty()) {
            return EffectEstimates.NONE;
        }
        List<TwoArmSums> totals = used.stream().map(SumsStratum::totals).toList();
        List<Double> shares = MantelHaenszelWeights.shares(totals);
        Optional<ClusterMoments> clusters = ClusterMoments.of(shares, used);
        Optional<IndependentVariance> independent = independent(shares, totals, variance);
        if (clusters.isPresent() ? !clusters.get().areEnough() : independent.isEmpty()) {
            return EffectEstimates.NONE;
        }
        double champion = weightedMean(shares, totals, sums -> sums.champion().ratio());
        boolean hasLift = champion > 0 && totals.stream().noneMatch(sums -> sums.champion().numerator() < 0);
        VarianceMethod method = method(clusters, variance);
        return new EffectEstimates(
                estimate(shares, totals, clusters, independent, EffectScale.ABSOLUTE, method),
                hasLift ? estimate(shares, totals, clusters, independent, EffectScale.RELATIVE, method) : Optional.empty());
    }

    private static Optional<EffectEstimate> estimate(List<Double> shares, List<TwoArmSums> totals, Optional<ClusterMoments> clusters,
            Optional<IndependentVariance> independent, EffectScale scale, VarianceMethod method) {
        double champion = weightedMean(shares, totals, sums -> sums.champion().ratio());
        double challenger = weightedMean(shares, totals, sums -> sums.challenger().ratio());
        double effect = scale == EffectScale.RELATIVE
                ? challenger / champion - 1
                : weightedMean(shares, totals, sums -> sums.challenger().ratio() - sums.champion().ratio());
        return SumsNullVariance.around(effect, independent, clusters, scale, champion)
                .map(nullVariance -> new EffectEstimate(
                        champion,
                        challenger,
                        effect,
                        nullVariance.atEstimate(),
                        scale,
                        method,
                        Math.round(totals.stream().mapToDouble(TwoArmSums::championDenominator).sum()),
                        Math.round(totals.stream().mapToDouble(TwoArmSums::challengerDenominator).sum()),
                        clusters.map(ClusterMoments::degreesOfFreedom)
                                .orElseGet(() -> independent.orElseThrow().degreesOfFreedom()),
                        nullVariance));
    }

    private static double weightedMean(List<Double> shares, List<TwoArmSums> totals, ToDoubleFunction<TwoArmSums> term) {
        // The stream's sum carries its rounding along.
        return IntStream.range(0, totals.size()).mapToDouble(s -> shares.get(s) * term.applyAsDouble(totals.get(s))).sum();
    }

    /**
     * Variance of the stratified difference of means from each arm's own sample variance, {@code sum w_s^2 (s_1s^2/n_1s +
     * s_0s^2/n_0s) / W^2}.
     *
     * @param strata sums of values with their squares
     * @return empty when an arm of a stratum has fewer than 2 values or no sum of squares, or when no value varies
     */
    public static OptionalDouble ownVariance(List<TwoArmSums> strata) {
        return strata.isEmpty()
                ? OptionalDouble.empty()
                : SquaresVariance.of(MantelHaenszelWeights.shares(strata), strata)
                        .map(squares -> OptionalDouble.of(squares.own().ofContrast(1)))
                        .orElse(OptionalDouble.empty());
    }

    private static boolean isUsable(SumsStratum stratum, SumsVariance variance) {
        return variance instanceof SumsVariance.OfMean && stratum.clusters().isEmpty()
                ? stratum.totals().challengerDenominator() >= 2 && stratum.totals().championDenominator() >= 2
                : stratum.totals().isComparable();
    }

    private static Optional<IndependentVariance> independent(
            List<Double> shares, List<TwoArmSums> totals, SumsVariance variance) {
        if (variance instanceof SumsVariance.OfEventRate rate) {
            return Optional.of(PoissonVariance.of(shares, totals, rate.dispersion()));
        }
        if (variance instanceof SumsVariance.OfMean) {
            return SquaresVariance.of(shares, totals).map(squares -> squares);
        }
        return Optional.empty();
    }

    private static VarianceMethod method(Optional<ClusterMoments> clusters, SumsVariance variance) {
        if (clusters.isPresent()) {
            return variance instanceof SumsVariance.BetweenTimeBlocks ? VarianceMethod.TIME_BLOCKS : VarianceMethod.UNIT_CLUSTERS;
        }
        return variance instanceof SumsVariance.OfEventRate ? VarianceMethod.POISSON : VarianceMethod.SUMS_OF_SQUARES;
    }
}
