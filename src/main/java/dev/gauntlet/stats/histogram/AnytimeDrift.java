package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.StratifiedProportions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kolmogorov-Smirnov drift that may be looked at as often as one likes, over epochs of constant traffic weights and with clusters
 * of units.
 *
 * <p>At every finite bound the stratified difference of the shares above it is tested, in both directions, against the maximum.
 * When no difference exceeds the maximum each of these e-values is one of a true hypothesis, so their mean is an e-value too,
 * however they depend on each other (Wang, Ramdas 2022); its reciprocal is the p-value. That costs a factor of twice the number
 * of bounds in the evidence of a drift at one bound alone, and less for the usual drift, which shows at several.
 *
 * @param statistic largest absolute difference of the stratified shares above a bound, in [0, 1]
 * @param bound the bound where it lies
 * @param pValue always-valid p-value of "the true statistic is at most the maximum", in (0, 1] or 0 when it underflows
 */
public record AnytimeDrift(double statistic, double bound, double pValue) {

    /**
     * Measures the drift at one look.
     *
     * @param strata epochs of constant traffic weights with the same bounds; either all that carry weight have clusters or none
     *     has
     * @param maximum the largest difference of distribution functions that is accepted, in [0, 1)
     * @param design the one-sided design on the scale of shares
     * @return the drift; empty when an arm has fewer than {@link Drift#FEWEST_VALUES} values, when there is no finite bound, or
     *     when clusters are too few
     * @throws IllegalArgumentException when bounds differ between strata, or some strata have clusters and others have none
     */
    public static Optional<AnytimeDrift> of(List<HistogramStratum> strata, double maximum, OneSidedDesign design) {
        Arguments.nonNegative("maximum", maximum);
        Arguments.between("maximum", maximum, -1, 1);
        Optional<TwoArmHistograms> total = strata.stream().map(HistogramStratum::totals).reduce(TwoArmHistograms::plus);
        if (total.isEmpty() || Math.min(total.get().challenger().count(), total.get().champion().count()) < Drift.FEWEST_VALUES) {
            return Optional.empty();
        }
        List<Double> bounds = total.get().champion().upperBounds();
        List<Double> logEvidence = new ArrayList<>();
        double statistic = -1;
        double where = Double.NEGATIVE_INFINITY;
        for (double bound : bounds.subList(0, bounds.size() - 1)) {
            Optional<EffectEstimate> estimate =
                    StratifiedProportions.estimate(ShareAbove.strata(strata, bound), EffectScale.ABSOLUTE);
            if (estimate.isEmpty()) {
                return Optional.empty();
            }
            logEvidence.add(design.logEValueAbove(estimate.get(), maximum));
            logEvidence.add(design.logEValueBelow(estimate.get(), -maximum));
            double difference = Math.abs(estimate.get().effect());
            if (difference > statistic) {
                statistic = difference;
                where = bound;
            }
        }
        return logEvidence.isEmpty()
                ? Optional.empty()
                : Optional.of(new AnytimeDrift(statistic, where, Math.min(1, Math.exp(-logMean(logEvidence)))));
    }

    private static double logMean(List<Double> logs) {
        double largest = logs.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return largest + Math.log(logs.stream().mapToDouble(log -> Math.exp(log - largest)).sum() / logs.size());
    }
}
