package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Decides whether the challenger's distribution has drifted from the champion's by more than a maximum. At one look, for
 * independent values.
 *
 * <p>A limit on drift is a limit on an effect: with few values noise alone exceeds it, with many the smallest drift is
 * significant and harmless. So the maximum is compared with a lower confidence bound of the true drift.
 *
 * <p>With k buckets and no drift, PSI, 8 times the Jensen-Shannon divergence (nats) and 8 times the squared Hellinger distance
 * all behave as (1/n1 + 1/n0) chi-square with k - 1 degrees of freedom (Yurdakul, Naranjo 2020; all three have the same quadratic
 * form at equality). With drift a linear term is added, whose variance {@code Var_p(dT/dp)/n1 + Var_q(dT/dq)/n0} follows from the
 * gradient of the measure. The lower bound takes off the 1 - alpha/2 points of both. The Kolmogorov-Smirnov statistic needs no
 * approximation: each arm's distribution function is within {@code sqrt(log(4/alpha)/(2n))} of the true one with probability 1 -
 * alpha/2 (Dvoretzky, Kiefer, Wolfowitz 1956; Massart 1990).
 */
public final class Drift {

    /** Fewest values of a side for a decision. */
    public static final long FEWEST_VALUES = 200;

    private Drift() {
    }

    /**
     * Measures the drift between two histograms.
     *
     * @param histograms the values of both arms
     * @param measure what to measure
     * @param maximum the largest drift that is accepted, not negative
     * @param alpha error rate of "the maximum is exceeded" and of the critical value, strictly between 0 and 0.5
     * @return the drift; {@link DriftResult.TooFewValues} below {@link #FEWEST_VALUES} on a side
     */
    public static DriftResult of(TwoArmHistograms histograms, DriftMeasure measure, double maximum, double alpha) {
        Arguments.nonNegative("maximum", maximum);
        Arguments.between("alpha", alpha, 0, 0.5);
        long challenger = histograms.challenger().count();
        long champion = histograms.champion().count();
        if (Math.min(challenger, champion) < FEWEST_VALUES) {
            return new DriftResult.TooFewValues("Drift needs " + FEWEST_VALUES + " values of each arm, but the challenger has "
                    + challenger + " and the champion " + champion + ".");
        }
        DistributionShift shift = DistributionShift.of(histograms, DistributionShift.PSI_FLOOR).orElseThrow();
        return switch (measure) {
            case KOLMOGOROV_SMIRNOV -> new DriftResult.Measured(measure, shift.kolmogorovSmirnov(),
                    KolmogorovLaw.upperQuantile(alpha) * Math.sqrt(shift.inverseSizes()),
                    Math.max(0, shift.kolmogorovSmirnov() - bandWidth(challenger, alpha) - bandWidth(champion, alpha)), maximum);
            case JENSEN_SHANNON -> new DriftResult.Measured(measure, shift.jensenShannonDistance(),
                    bits(shift.psiCritical(alpha) / 8),
                    bits(lowerBound(histograms, shift, shift.jensenShannonDivergence(), 8, alpha, Drift::jensenShannonSlope)),
                    maximum);
            case HELLINGER -> new DriftResult.Measured(measure, shift.hellinger(),
                    Math.sqrt(shift.psiCritical(alpha) / 8),
                    Math.sqrt(lowerBound(
                            histograms, shift, shift.hellinger() * shift.hellinger(), 8, alpha, Drift::hellingerSlope)),
                    maximum);
            case PSI -> new DriftResult.Measured(measure, shift.psi(), shift.psiCritical(alpha),
                    lowerBound(histograms, shift, shift.psi(), 1, alpha, Drift::psiSlope), maximum);
        };
    }

    private static double bits(double divergence) {
        return Math.sqrt(divergence / Math.log(2));
    }

    private static double bandWidth(long values, double alpha) {
        return Math.sqrt(Math.log(4 / alpha) / (2.0 * values));
    }

    /**
     * Lower bound of a measure that is a sum of {@code t(p_j, q_j)} and symmetric in the arms.
     *
     * @param divisor what the quadratic form of chi-square is divided by
     * @param slope derivative of t by its first argument
     */
    private static double lowerBound(TwoArmHistograms histograms, DistributionShift shift, double value, double divisor,
            double alpha, DoubleBinaryOperator slope) {
        BucketShares one = BucketShares.of(histograms.challenger());
        BucketShares zero = BucketShares.of(histograms.champion());
        double variance = variance(one, zero, slope) / one.total() + variance(zero, one, slope) / zero.total();
        double quadratic = one.size() < 2 ? 0 : shift.inverseSizes() / divisor
                * ChiSquaredDistribution.of(one.size() - 1.0).inverseSurvivalProbability(alpha / 2);
        return Math.max(0, value - quadratic - StandardNormal.upperQuantile(alpha / 2) * Math.sqrt(variance));
    }

    private static double variance(BucketShares own, BucketShares other, DoubleBinaryOperator slope) {
        double mean = 0;
        double square = 0;
        for (int j = 0; j < own.size(); j++) {
            double share = own.share(j);
            if (share > 0) {
                double derivative = slope.applyAsDouble(share, other.share(j));
                mean += share * derivative;
                square += share * derivative * derivative;
            }
        }
        return Math.max(0, square - mean * mean);
    }

    private static double jensenShannonSlope(double p, double q) {
        return 0.5 * Math.log(2 * p / (p + q));
    }

    private static double hellingerSlope(double p, double q) {
        return -0.5 * Math.sqrt(q / p);
    }

    private static double psiSlope(double p, double q) {
        double own = Math.max(p, DistributionShift.PSI_FLOOR);
        double other = Math.max(q, DistributionShift.PSI_FLOOR);
        return Math.log(own / other) + 1 - other / own;
    }
}
