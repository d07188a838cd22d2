package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.RestrictedRates;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.OptionalDouble;

/**
 * Difference R1 - R0 of two independent proportions, challenger minus champion: tests of no difference and two-sided confidence
 * intervals. With x successes in n trials R = x/n; z is the two-sided normal quantile. P-values: {@link PValue} of a deviate,
 * {@link ExactTest} for small counts. All methods throw IllegalArgumentException when an arm has no trials.
 */
public final class ProportionDifference {

    private ProportionDifference() {
    }

    /** R1 - R0, between -1 and 1. */
    public static double estimate(TwoArmCounts counts) {
        requireBothArms(counts);
        return counts.challenger().rate() - counts.champion().rate();
    }

    /** Deviate with the variance under equal rates, pooled over the arms; empty when all trials ended alike. */
    public static OptionalDouble pooledZ(TwoArmCounts counts) {
        return deviate(estimate(counts), pooledVariance(counts));
    }

    /** Deviate with the variance at the observed rates; empty when both rates are 0 or 1. */
    public static OptionalDouble unpooledZ(TwoArmCounts counts) {
        return deviate(estimate(counts), unpooledVariance(counts));
    }

    /**
     * {@link #pooledZ} with the difference moved towards 0 by (1/n1 + 1/n0)/2, at most to 0 (Yates 1934): close to Fisher's
     * test. Empty when all trials ended alike.
     */
    public static OptionalDouble continuityCorrectedZ(TwoArmCounts counts) {
        double difference = estimate(counts);
        double correction = 0.5 * (1.0 / counts.challenger().trials() + 1.0 / counts.champion().trials());
        return deviate(Math.copySign(Math.max(0, Math.abs(difference) - correction), difference), pooledVariance(counts));
    }

    /** {@code R1 - R0 +- z sqrt(R1 Q1/n1 + R0 Q0/n0)}; not clipped; of no width when both rates are 0 or 1. */
    public static Interval wald(TwoArmCounts counts, double level) {
        return ProportionInterval.around(estimate(counts), unpooledVariance(counts), level);
    }

    /** Wald's interval after a success and a failure are added to each arm (Agresti, Caffo 2000, Am. Stat. 54); not clipped. */
    public static Interval agrestiCaffo(TwoArmCounts counts, double level) {
        requireBothArms(counts);
        BinomialCounts pseudo = new BinomialCounts(2, 1);
        return wald(counts.plus(new TwoArmCounts(pseudo, pseudo)), level);
    }

    /** The distances of both arms' Wilson ends from their rates, squared and added (Newcombe 1998, method 10). In [-1, 1]. */
    public static Interval newcombe(TwoArmCounts counts, double level) {
        double difference = estimate(counts);
        double challenger = counts.challenger().rate();
        double champion = counts.champion().rate();
        Interval one = ProportionInterval.WILSON.of(counts.challenger(), level);
        Interval zero = ProportionInterval.WILSON.of(counts.champion(), level);
        return new Interval(
                difference - Math.hypot(challenger - one.lower(), zero.upper() - champion),
                difference + Math.hypot(one.upper() - challenger, champion - zero.lower()),
                level);
    }

    /**
     * Differences that the score test does not reject, with the variance times N/(N-1) (Miettinen, Nurminen 1985). In [-1, 1].
     */
    public static Interval miettinenNurminen(TwoArmCounts counts, double level) {
        return scoreInterval(counts, level, ScoreForm.MIETTINEN_NURMINEN);
    }

    /** Differences that the score test does not reject, without the factor (Farrington, Manning 1990; Mee 1984). In [-1, 1]. */
    public static Interval farringtonManning(TwoArmCounts counts, double level) {
        return scoreInterval(counts, level, ScoreForm.FARRINGTON_MANNING);
    }

    static Interval scoreInterval(TwoArmCounts counts, double level, ScoreForm form) {
        double difference = estimate(counts);
        double z = ProportionInterval.criticalZ(level);
        return new Interval(
                scoreEnd(counts, difference, z, form, -1), scoreEnd(counts, difference, z, form, 1), level);
    }

    /** Variance of R1 - R0 at the most likely rates with the given difference. */
    static double scoreVariance(TwoArmCounts counts, double difference, ScoreForm form) {
        RestrictedRates rates = RestrictedRates.underDifference(counts, difference);
        return form.factor(counts) * (binomialVariance(rates.challenger(), counts.challenger())
                + binomialVariance(rates.champion(), counts.champion()));
    }

    static double unpooledVariance(TwoArmCounts counts) {
        return observedVariance(counts.challenger()) + observedVariance(counts.champion());
    }

    /** Variance of an arm's rate at the rate itself; exact zero without successes or without failures. */
    static double observedVariance(BinomialCounts arm) {
        double n = arm.trials();
        return arm.successes() / n * ((arm.trials() - arm.successes()) / n) / n;
    }

    static double binomialVariance(double rate, BinomialCounts arm) {
        return rate * (1 - rate) / arm.trials();
    }

    static void requireBothArms(TwoArmCounts counts) {
        Arguments.positive("challenger trials", counts.challenger().trials());
        Arguments.positive("champion trials", counts.champion().trials());
    }

    private static double scoreEnd(TwoArmCounts counts, double difference, double z, ScoreForm form, int direction) {
        double variance = unpooledVariance(counts);
        double nudge = variance > 0 ? 0 : TestInversion.nudge(counts, z);
        double inside = Math.max(-1, Math.min(1, difference + direction * nudge));
        double step = variance > 0 ? z * Math.sqrt(variance) : nudge;
        return TestInversion.end(
                value -> direction * (value - difference) - z * Math.sqrt(scoreVariance(counts, value, form)),
                inside, direction * step, direction);
    }

    private static double pooledVariance(TwoArmCounts counts) {
        BinomialCounts pooled = counts.challenger().plus(counts.champion());
        return observedVariance(pooled) * pooled.trials()
                * (1.0 / counts.challenger().trials() + 1.0 / counts.champion().trials());
    }

    private static OptionalDouble deviate(double difference, double variance) {
        return variance > 0 ? OptionalDouble.of(difference / Math.sqrt(variance)) : OptionalDouble.empty();
    }
}
