package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.function.DoubleUnaryOperator;

/**
 * Exact two-sided intervals of the odds ratio, challenger over champion, conditional on both margins: the ratios that neither
 * tail of Fisher's noncentral hypergeometric law rejects at half of the error rate (Cornfield 1956). The tests that go with
 * them are those of {@link ExactTest#ofEqualRates}. Made for small counts; 10^6 trials take some milliseconds.
 */
public final class ExactOddsRatio {

    private static final double LOG_LIMIT = 700;

    private ExactOddsRatio() {
    }

    /**
     * Covers at least as often as stated.
     *
     * @return from 0 when the challenger's successes are as few as the margins allow, to infinity when they are as many
     * @throws IllegalArgumentException when the level is no probability or there are more than 10^12 trials
     */
    public static Interval interval(TwoArmCounts counts, double level) {
        return interval(counts, level, CountTails::logAtLeast, CountTails::logAtMost);
    }

    /** The same from mid-p-values: narrower, close to the level on average, without guarantee. */
    public static Interval midInterval(TwoArmCounts counts, double level) {
        return interval(counts, level, CountTails::logMidAtLeast, CountTails::logMidAtMost);
    }

    private static Interval interval(
            TwoArmCounts counts, double level, Tail upperTail, Tail lowerTail) {
        double logError = Math.log((1 - Arguments.between("level", level, 0, 1)) / 2);
        if (ExactTest.saysNothing(counts)) {
            return new Interval(0, Double.POSITIVE_INFINITY, level);
        }
        HypergeometricLaw law = HypergeometricLaw.of(counts);
        long observed = counts.challenger().successes();
        return new Interval(
                observed == law.smallest() ? 0 : Math.exp(end(counts, -1, logOdds -> logError
                        - upperTail.log(tails(law, logOdds), observed))),
                observed == law.largest() ? Double.POSITIVE_INFINITY : Math.exp(end(counts, 1, logOdds -> logError
                        - lowerTail.log(tails(law, logOdds), observed))),
                level);
    }

    private static double end(TwoArmCounts counts, int direction, DoubleUnaryOperator excess) {
        double inside = logOdds(counts);
        while (excess.applyAsDouble(inside) >= 0 && Math.abs(inside) < LOG_LIMIT) {
            inside -= direction;
        }
        return TestInversion.end(excess, inside, direction, direction * LOG_LIMIT);
    }

    private static CountTails tails(HypergeometricLaw law, double logOdds) {
        return new CountTails(NoncentralHypergeometricLaw.of(law, logOdds));
    }

    /** Of the sample, with half a trial added to each cell so that it is finite. */
    private static double logOdds(TwoArmCounts counts) {
        return logOdds(counts.challenger()) - logOdds(counts.champion());
    }

    private static double logOdds(BinomialCounts arm) {
        return Math.log((arm.successes() + 0.5) / (arm.trials() - arm.successes() + 0.5));
    }

    /** Logarithm of a tail at the observed count. */
    @FunctionalInterface
    private interface Tail {

        double log(CountTails tails, long observed);
    }
}
