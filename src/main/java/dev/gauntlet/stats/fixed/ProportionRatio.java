package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.RestrictedRates;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Ratio R1/R0 of two independent proportions, challenger over champion, its lift R1/R0 - 1, and the odds ratio. All methods throw
 * IllegalArgumentException when an arm has no trials.
 */
public final class ProportionRatio {

    /** Logarithm beyond every ratio of counts. */
    private static final double LOG_LIMIT = 700;

    private ProportionRatio() {
    }

    /** R1/R0; empty when the champion has no success. */
    public static OptionalDouble estimate(TwoArmCounts counts) {
        ProportionDifference.requireBothArms(counts);
        return counts.champion().successes() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(counts.challenger().rate() / counts.champion().rate());
    }

    /** R1/R0 - 1 = (R1 - R0)/R0; empty when the champion has no success. */
    public static OptionalDouble lift(TwoArmCounts counts) {
        double difference = ProportionDifference.estimate(counts);
        return counts.champion().successes() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(difference / counts.champion().rate());
    }

    /** Standard error of the lift by the delta method, not logged; empty when the champion has no success. */
    public static OptionalDouble liftStandardError(TwoArmCounts counts) {
        OptionalDouble ratio = estimate(counts);
        return ratio.isEmpty()
                ? ratio
                : OptionalDouble.of(Math.sqrt(contrastVariance(counts, ratio.getAsDouble())) / counts.champion().rate());
    }

    /**
     * Two-sided interval {@code exp(log(R1/R0) +- z sqrt((1-R1)/x1 + (1-R0)/x0))} of the ratio (Katz et al. 1978, Biometrics
     * 34); empty when an arm has no success. Of no width when no trial failed.
     */
    public static Optional<Interval> katzLog(TwoArmCounts counts, double level) {
        OptionalDouble ratio = estimate(counts);
        if (ratio.isEmpty() || ratio.getAsDouble() == 0) {
            return Optional.empty();
        }
        return Optional.of(aroundLog(ratio.getAsDouble(), logVariance(counts), level));
    }

    /**
     * Ratios that the score test does not reject (Miettinen, Nurminen 1985). The lower end is 0 when the challenger has no
     * success, the upper end infinite when the champion has none.
     */
    public static Interval score(TwoArmCounts counts, double level) {
        return scoreInterval(counts, level, ScoreForm.MIETTINEN_NURMINEN);
    }

    static Interval scoreInterval(TwoArmCounts counts, double level, ScoreForm form) {
        ProportionDifference.requireBothArms(counts);
        double z = ProportionInterval.criticalZ(level);
        return new Interval(
                counts.challenger().successes() == 0 ? 0 : Math.exp(logScoreEnd(counts, z, form, -1)),
                counts.champion().successes() == 0 ? Double.POSITIVE_INFINITY : Math.exp(logScoreEnd(counts, z, form, 1)),
                level);
    }

    /** Odds of the challenger over odds of the champion; empty when the champion has no success or the challenger no failure. */
    public static OptionalDouble odds(TwoArmCounts counts) {
        ProportionDifference.requireBothArms(counts);
        double challengerFailures = failures(counts.challenger());
        double championSuccesses = counts.champion().successes();
        return challengerFailures == 0 || championSuccesses == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(counts.challenger().successes() / challengerFailures
                        * (failures(counts.champion()) / championSuccesses));
    }

    /**
     * Two-sided interval of the odds ratio on the log scale (Woolf 1955), variance of the log: sum of the reciprocals of the
     * four cells. Empty when a cell is empty.
     */
    public static Optional<Interval> oddsWaldLog(TwoArmCounts counts, double level) {
        OptionalDouble odds = odds(counts);
        if (odds.isEmpty() || odds.getAsDouble() == 0) {
            return Optional.empty();
        }
        double variance = 1.0 / counts.challenger().successes() + 1 / failures(counts.challenger())
                + 1.0 / counts.champion().successes() + 1 / failures(counts.champion());
        return Optional.of(aroundLog(odds.getAsDouble(), variance, level));
    }

    /** The interval of a lift from that of the ratio. */
    public static Interval toLift(Interval ratio) {
        return new Interval(ratio.lower() - 1, ratio.upper() - 1, ratio.level());
    }

    /** Variance of R1 - ratio R0 at the observed rates. */
    static double contrastVariance(TwoArmCounts counts, double ratio) {
        return ProportionDifference.observedVariance(counts.challenger())
                + ratio * ratio * ProportionDifference.observedVariance(counts.champion());
    }

    /** Variance of R1 - ratio R0 at the most likely rates with the given ratio. */
    static double scoreVariance(TwoArmCounts counts, double ratio, ScoreForm form) {
        RestrictedRates rates = RestrictedRates.underRatio(counts, ratio);
        return form.factor(counts) * (ProportionDifference.binomialVariance(rates.challenger(), counts.challenger())
                + ratio * ratio * ProportionDifference.binomialVariance(rates.champion(), counts.champion()));
    }

    private static double logScoreEnd(TwoArmCounts counts, double z, ScoreForm form, int direction) {
        double challenger = counts.challenger().rate();
        double champion = counts.champion().rate();
        return TestInversion.end(
                log -> direction * (Math.exp(log) * champion - challenger)
                        - z * Math.sqrt(scoreVariance(counts, Math.exp(log), form)),
                logInside(counts, z, direction), direction, direction * LOG_LIMIT);
    }

    /** Logarithm of a ratio that the score test does not reject. */
    private static double logInside(TwoArmCounts counts, double z, int direction) {
        long championSuccesses = counts.champion().successes();
        if (championSuccesses == 0) {
            // Nothing bounds the ratio from above: at this one the champion would be expected to have less than one success.
            return Math.log(10 * (1 + counts.champion().trials() / (z * z)));
        }
        double ratio = counts.challenger().rate() / counts.champion().rate();
        return Math.log(contrastVariance(counts, ratio) > 0 ? ratio : ratio + direction * TestInversion.nudge(counts, z));
    }

    /** Variance of log(R1/R0) by the delta method; needs a success in each arm. */
    static double logVariance(TwoArmCounts counts) {
        return failures(counts.challenger()) / counts.challenger().trials() / counts.challenger().successes()
                + failures(counts.champion()) / counts.champion().trials() / counts.champion().successes();
    }

    private static double failures(BinomialCounts arm) {
        return arm.trials() - arm.successes();
    }

    static Interval aroundLog(double ratio, double logVariance, double level) {
        double half = ProportionInterval.criticalZ(level) * Math.sqrt(logVariance);
        return new Interval(ratio * Math.exp(-half), ratio * Math.exp(half), level);
    }
}
