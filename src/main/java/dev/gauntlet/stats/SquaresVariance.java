package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;

/**
 * Variance of weighted means from sums of squares, {@code sum share_s^2 (s_1s^2/n_1s + r^2 s_0s^2/n_0s)}.
 *
 * <p>Where an arm has less than a fifth of a stratum's values, the variance pooled over both arms takes the place of their own if
 * it is larger: the few values of the small arm may not yet hold one of the large values that make a skew variable's variance,
 * and then its mean and its variance are too small together. The own variance stays the least, so that a challenger that varies
 * more is not judged by the champion's spread.
 *
 * @param own from each arm's own variance
 * @param pooled the same with pooled variances in strata of uneven split
 * @param degreesOfFreedom of the own variances, by Satterthwaite (1946) and Welch (1947)
 */
record SquaresVariance(ArmVariances own, ArmVariances pooled, double degreesOfFreedom) implements IndependentVariance {

    /** An arm with a smaller share of a stratum borrows the other's spread. */
    private static final double UNEVEN_SHARE = 0.2;

    /** Deviations of this many units in the last place of the sum of squares may be nothing but rounding. */
    private static final double ROUNDING_ULPS = 4;

    /**
     * The variance; empty when an arm has fewer than 2 values or no sum of squares in some stratum, or when no value varies.
     *
     * @param shares each stratum's share of the weight
     * @param strata sums of values of both arms
     */
    static Optional<SquaresVariance> of(List<Double> shares, List<TwoArmSums> strata) {
        double own1 = 0;
        double own0 = 0;
        double pooled1 = 0;
        double pooled0 = 0;
        Satterthwaite all = new Satterthwaite();
        for (int s = 0; s < strata.size(); s++) {
            ArmSums challenger = strata.get(s).challenger();
            ArmSums champion = strata.get(s).champion();
            if (!hasVariance(challenger) || !hasVariance(champion)) {
                return Optional.empty();
            }
            double n1 = challenger.denominator();
            double n0 = champion.denominator();
            double share = shares.get(s);
            double deviations1 = resolvedDeviations(challenger);
            double deviations0 = resolvedDeviations(champion);
            double term1 = share * share * deviations1 / (n1 - 1) / n1;
            double term0 = share * share * deviations0 / (n0 - 1) / n0;
            own1 += term1;
            own0 += term0;
            all.add(term1, n1 - 1).add(term0, n0 - 1);
            boolean uneven = Math.min(n1, n0) < UNEVEN_SHARE * (n1 + n0);
            double pooling = share * share * (1 / n1 + 1 / n0) / (n1 + n0 - 2);
            pooled1 += uneven ? pooling * deviations1 : term1;
            pooled0 += uneven ? pooling * deviations0 : term0;
        }
        return all.sum() > 0
                ? Optional.of(new SquaresVariance(new ArmVariances(own1, own0), new ArmVariances(pooled1, pooled0),
                        all.degreesOfFreedom()))
                : Optional.empty();
    }

    @Override
    public NullVariance.Variances under(EffectScale scale, double effect) {
        double variance = atEstimate(scale, effect);
        return new NullVariance.Variances(variance, variance);
    }

    @Override
    public double atEstimate(EffectScale scale, double effect) {
        double ratio = scale.ratio(effect);
        return Math.max(own.ofContrast(ratio), pooled.ofContrast(ratio));
    }

    @Override
    public double smallestEffect(EffectScale scale) {
        return Double.NEGATIVE_INFINITY;
    }

    private static boolean hasVariance(ArmSums arm) {
        return arm.denominator() >= 2 && arm.sumOfSquares().isPresent();
    }

    private static double resolvedDeviations(ArmSums arm) {
        double deviations = arm.squaredDeviations().orElseThrow();
        return deviations > ROUNDING_ULPS * Math.ulp(arm.sumOfSquares().orElseThrow()) ? deviations : 0;
    }
}
