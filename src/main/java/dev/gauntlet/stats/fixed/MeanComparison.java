package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.EstimatedPair;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.Satterthwaite;
import dev.gauntlet.stats.StandardNormal;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Comparison of two means at a single look, from number, sum and sum of squares of the values: Welch 1947, and Student's test
 * with one variance for both arms.
 *
 * <p>Relative effects: decide on {@link #fiellerInterval}, which is right at any distance of the champion's mean from 0, and says
 * nothing when that mean cannot be told from 0. The delta method ({@code means().liftStandardError()}, {@link #liftInterval}) is
 * for display and planning; it agrees with Fieller once the champion's mean is ten standard errors from 0.
 *
 * @param challenger values of the challenger, with squares
 * @param champion values of the champion, with squares
 * @param challengerVariance sample variance of the challenger's values, divisor n - 1
 * @param championVariance sample variance of the champion's values, divisor n - 1
 */
public record MeanComparison(ArmSums challenger, ArmSums champion, double challengerVariance, double championVariance) {

    /** The comparison; empty unless both arms have 2 values and their squares, and some value varies. */
    public static Optional<MeanComparison> of(ArmSums challenger, ArmSums champion) {
        if (!hasVariance(challenger) || !hasVariance(champion)) {
            return Optional.empty();
        }
        double variance1 = challenger.squaredDeviations().orElseThrow() / (challenger.denominator() - 1);
        double variance0 = champion.squaredDeviations().orElseThrow() / (champion.denominator() - 1);
        return variance1 + variance0 > 0
                ? Optional.of(new MeanComparison(challenger, champion, variance1, variance0))
                : Optional.empty();
    }

    /** Both means with the variances of the means. */
    public EstimatedPair means() {
        return EstimatedPair.independent(challenger.ratio(), champion.ratio(),
                challengerVariance / challenger.denominator(), championVariance / champion.denominator());
    }

    /** Welch's t: the difference over its standard error. */
    public double t() {
        return means().difference() / means().standardError();
    }

    /** Degrees of freedom of {@link #t()} by Welch and Satterthwaite. */
    public double degreesOfFreedom() {
        return new Satterthwaite()
                .add(means().challengerVariance(), challenger.denominator() - 1)
                .add(means().championVariance(), champion.denominator() - 1)
                .degreesOfFreedom();
    }

    /** P-value of "the means are equal" by Welch's test. */
    public double pTwoSided() {
        return 2 * student(degreesOfFreedom()).survivalProbability(Math.abs(t()));
    }

    /** P-value of "the challenger's mean is not larger" by Welch's test. */
    public double pGreater() {
        return student(degreesOfFreedom()).survivalProbability(t());
    }

    /**
     * Welch's interval of the difference.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Interval differenceInterval(double level) {
        return means().differenceInterval(criticalT(level), level);
    }

    /** Student's t with the variance pooled over both arms. */
    public double pooledT() {
        double n1 = challenger.denominator();
        double n0 = champion.denominator();
        double pooled = ((n1 - 1) * challengerVariance + (n0 - 1) * championVariance) / pooledDegreesOfFreedom();
        return means().difference() / Math.sqrt(pooled * (1 / n1 + 1 / n0));
    }

    /** Degrees of freedom of {@link #pooledT()}: the number of values less 2. */
    public double pooledDegreesOfFreedom() {
        return challenger.denominator() + champion.denominator() - 2;
    }

    /** P-value of "the means are equal" by Student's test, for arms of one variance. */
    public double pooledPTwoSided() {
        return 2 * student(pooledDegreesOfFreedom()).survivalProbability(Math.abs(pooledT()));
    }

    /**
     * Interval of the lift by the delta method and the normal law; empty when the champion's mean is 0.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> liftInterval(double level) {
        return means().liftInterval(StandardNormal.upperQuantile((1 - checked(level)) / 2), level);
    }

    /**
     * Fieller's interval of the ratio of the means, with Welch's degrees of freedom; empty when the champion's mean cannot be
     * told from 0.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> fiellerInterval(double level) {
        return means().fiellerInterval(criticalT(level), level);
    }

    private double criticalT(double level) {
        return student(degreesOfFreedom()).inverseSurvivalProbability((1 - checked(level)) / 2);
    }

    private static double checked(double level) {
        return Arguments.between("level", level, 0, 1);
    }

    private static TDistribution student(double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom);
    }

    private static boolean hasVariance(ArmSums arm) {
        return arm.denominator() >= 2 && arm.sumOfSquares().isPresent();
    }
}
