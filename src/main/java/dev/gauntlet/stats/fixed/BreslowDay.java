package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Test of "the odds ratio is the same in all strata" at the common odds ratio of Mantel and Haenszel (Breslow, Day 1980), with
 * the correction of Tarone 1985 that makes up for that estimate not being the efficient one.
 *
 * @param statistic without the correction
 * @param taroneStatistic with it, at least 0, never above {@code statistic}
 * @param degreesOfFreedom number of informative strata less one
 */
public record BreslowDay(double statistic, double taroneStatistic, int degreesOfFreedom) {

    /** The test; empty when the common odds ratio is undefined or fewer than 2 strata have both arms and both outcomes. */
    public static Optional<BreslowDay> of(List<TwoArmCounts> strata) {
        List<TwoArmCounts> informative = strata.stream().filter(BreslowDay::isInformative).toList();
        if (informative.size() < 2) {
            return Optional.empty();
        }
        return CommonRatio.ofOdds(informative).map(common -> at(common.ratio(), informative));
    }

    /** P-value of the corrected statistic. */
    public double pValue() {
        return ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(taroneStatistic);
    }

    private static BreslowDay at(double oddsRatio, List<TwoArmCounts> strata) {
        double statistic = 0;
        double deviations = 0;
        double variances = 0;
        for (TwoArmCounts counts : strata) {
            double n1 = counts.challengerDenominator();
            double n0 = counts.championDenominator();
            double successes = counts.challengerNumerator() + counts.championNumerator();
            double expected = expected(oddsRatio, n1, n0, successes);
            double variance = 1 / (1 / expected + 1 / (successes - expected) + 1 / (n1 - expected)
                    + 1 / (n0 - successes + expected));
            double deviation = counts.challengerNumerator() - expected;
            statistic += deviation / variance * deviation;
            deviations += deviation;
            variances += variance;
        }
        return new BreslowDay(statistic, Math.max(0, statistic - deviations / variances * deviations), strata.size() - 1);
    }

    /**
     * The challenger's successes that make the odds ratio of the stratum with its margins: the root within the margins of
     * {@code (1-psi) a^2 + (n0 - m + psi (n1 + m)) a - psi n1 m = 0}, written without cancellation.
     */
    private static double expected(double oddsRatio, double n1, double n0, double successes) {
        double a = 1 - oddsRatio;
        double b = n0 - successes + oddsRatio * (n1 + successes);
        double c = -oddsRatio * n1 * successes;
        double root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
        // b may be negative only for odds ratios below 1, where the sum of the other form cancels.
        return b >= 0 ? -2 * c / (b + root) : (root - b) / (2 * a);
    }

    private static boolean isInformative(TwoArmCounts counts) {
        double successes = counts.challengerNumerator() + counts.championNumerator();
        return counts.isComparable() && successes > 0
                && successes < counts.challengerDenominator() + counts.championDenominator();
    }
}
