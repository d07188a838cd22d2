package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.TwoArmCounts;

/**
 * P-values of an observed count by its exact law under the hypothesis. The mid-p forms count half of the probability of the
 * observed outcome (Lancaster 1961, JASA 56): closer to the stated error rate, no longer guaranteed below it.
 *
 * @param greater probability of a count at least as large
 * @param less probability of a count at least as small
 * @param twoSided probability of all outcomes that are not likelier than the observed one (relative slack 1e-7)
 * @param midGreater mid-p form of {@code greater}
 * @param midLess mid-p form of {@code less}
 */
public record ExactTest(PValue greater, PValue less, PValue twoSided, PValue midGreater, PValue midLess) {

    /** More trials would take seconds and nobody needs an exact test of them. */
    private static final double MOST_TRIALS = 1e12;

    /**
     * Tests whether the success rate of one arm equals a given rate. The work grows with the standard deviation of the count:
     * some microseconds for 10^3 trials, some tenths of a second for 10^12.
     *
     * @param counts up to 10^12 trials; without trials every p-value is 1
     * @param rate hypothetical rate, strictly between 0 and 1
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static ExactTest ofRate(BinomialCounts counts, double rate) {
        Arguments.between("rate", rate, 0, 1);
        return ofRate(counts, rate, 1 - rate);
    }

    /** The same with the complement of the rate given as well, because a small one would lose its digits. */
    static ExactTest ofRate(BinomialCounts counts, double rate, double complement) {
        Arguments.positive("rate", rate);
        Arguments.positive("complement of the rate", complement);
        atMostTrials(counts.trials());
        return counts.isEmpty()
                ? withoutInformation()
                : of(new BinomialLaw(counts.trials(), rate, complement), counts.successes());
    }

    /**
     * Fisher's test of equal success rates (Fisher 1935), conditional on both margins.
     *
     * @param counts up to 10^12 trials together; without a success, a failure or an arm every p-value is 1
     * @return {@code greater} is small when the challenger's rate is higher
     * @throws IllegalArgumentException when there are too many trials
     */
    public static ExactTest ofEqualRates(TwoArmCounts counts) {
        return saysNothing(counts) ? withoutInformation() : of(HypergeometricLaw.of(counts), counts.challenger().successes());
    }

    /** True when both margins leave one table only. */
    static boolean saysNothing(TwoArmCounts counts) {
        BinomialCounts pooled = counts.challenger().plus(counts.champion());
        atMostTrials(pooled.trials());
        return !counts.isComparable() || pooled.successes() == 0 || pooled.successes() == pooled.trials();
    }

    /** Mid-p form of the two-sided test: twice the smaller one-sided mid-p-value, at most 1. */
    public PValue midTwoSided() {
        return PValue.twice(midGreater.min(midLess).log());
    }

    private static ExactTest of(CountLaw law, long observed) {
        CountTails tails = new CountTails(law);
        return new ExactTest(
                new PValue(tails.logAtLeast(observed)),
                new PValue(tails.logAtMost(observed)),
                new PValue(tails.logNoLikelierThan(observed)),
                new PValue(tails.logMidAtLeast(observed)),
                new PValue(tails.logMidAtMost(observed)));
    }

    private static ExactTest withoutInformation() {
        return new ExactTest(PValue.ONE, PValue.ONE, PValue.ONE, PValue.ONE, PValue.ONE);
    }

    private static void atMostTrials(long trials) {
        if (trials > MOST_TRIALS) {
            throw new IllegalArgumentException("trials of an exact test must not exceed 1e12 but are " + trials);
        }
    }
}
