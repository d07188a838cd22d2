package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Optional;

/**
 * Non-inferiority and equivalence of two proportions. {@code alpha} is the one-sided error rate, strictly between 0 and 0.5;
 * the intervals have level 1 - 2 alpha. All methods throw IllegalArgumentException when an arm has no trials or an argument is
 * out of range.
 */
public final class ProportionMargins {

    private ProportionMargins() {
    }

    /**
     * Score tests: the variance is that of the most likely rates that differ by the margin, so they hold at rates near 0 and 1.
     *
     * @param margins on the absolute scale between -1 and 1; on the relative scale R1 - ratio R0 is tested, so that no success
     *     is needed
     * @return the tests; empty on the relative scale when no arm has a success
     */
    public static Optional<MarginTest> score(TwoArmCounts counts, Margins margins, double alpha, ScoreForm form) {
        double level = OneSided.level(alpha);
        return margins.scale() == EffectScale.ABSOLUTE
                ? Optional.of(scoreOfDifference(counts, margins, level, form))
                : scoreOfRatio(counts, margins, level, form);
    }

    /**
     * Tests with the variance at the observed rates. For comparison: too bold at rates near 0 and 1.
     *
     * @return the tests; empty when that variance is 0, or on the relative scale when the champion has no success
     */
    public static Optional<MarginTest> wald(TwoArmCounts counts, Margins margins, double alpha) {
        double level = OneSided.level(alpha);
        return margins.scale() == EffectScale.ABSOLUTE
                ? waldOfDifference(counts, margins, level)
                : waldOfRatio(counts, margins, level);
    }

    private static MarginTest scoreOfDifference(TwoArmCounts counts, Margins margins, double level, ScoreForm form) {
        OneSided.requirePossible(margins);
        double difference = ProportionDifference.estimate(counts);
        return MarginTest.normal(
                difference,
                OneSided.deviate(difference - margins.lower(), ProportionDifference.scoreVariance(counts, margins.lower(), form)),
                OneSided.deviate(difference - margins.upper(), ProportionDifference.scoreVariance(counts, margins.upper(), form)),
                ProportionDifference.scoreInterval(counts, level, form));
    }

    private static Optional<MarginTest> scoreOfRatio(TwoArmCounts counts, Margins margins, double level, ScoreForm form) {
        ProportionDifference.requireBothArms(counts);
        if (counts.challenger().successes() + counts.champion().successes() == 0) {
            return Optional.empty();
        }
        return Optional.of(MarginTest.normal(
                ProportionRatio.lift(counts).orElse(Double.POSITIVE_INFINITY),
                scoreZ(counts, margins.lowerRatio(), form),
                scoreZ(counts, margins.upperRatio(), form),
                ProportionRatio.toLift(ProportionRatio.scoreInterval(counts, level, form))));
    }

    private static Optional<MarginTest> waldOfDifference(TwoArmCounts counts, Margins margins, double level) {
        double difference = ProportionDifference.estimate(counts);
        double error = Math.sqrt(ProportionDifference.unpooledVariance(counts));
        return error == 0 ? Optional.empty() : Optional.of(MarginTest.normal(
                difference,
                (difference - margins.lower()) / error,
                (difference - margins.upper()) / error,
                ProportionDifference.wald(counts, level)));
    }

    private static Optional<MarginTest> waldOfRatio(TwoArmCounts counts, Margins margins, double level) {
        Optional<Interval> interval = ProportionRatio.katzLog(counts, level);
        double error = Math.sqrt(ProportionRatio.logVariance(counts));
        if (interval.isEmpty() || error == 0) {
            return Optional.empty();
        }
        double lift = ProportionRatio.lift(counts).getAsDouble();
        return Optional.of(MarginTest.normal(
                lift,
                (Math.log1p(lift) - Math.log1p(margins.lower())) / error,
                (Math.log1p(lift) - Math.log1p(margins.upper())) / error,
                ProportionRatio.toLift(interval.get())));
    }

    private static double scoreZ(TwoArmCounts counts, double ratio, ScoreForm form) {
        double contrast = counts.challenger().rate() - ratio * counts.champion().rate();
        return OneSided.deviate(contrast, ProportionRatio.scoreVariance(counts, ratio, form));
    }
}
