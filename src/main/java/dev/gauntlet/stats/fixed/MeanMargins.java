package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Non-inferiority and equivalence of two means by Welch's t (Welch 1947, Biometrika 34): the contrast M1 - ratio M0, with ratio
 * 1 for a difference, is divided by its standard error and referred to Student's law with Satterthwaite's degrees of freedom
 * {@code (v1 + v0)^2/(v1^2/(n1-1) + v0^2/(n0-1))}, v1 = s1^2/n1, v0 = ratio^2 s0^2/n0.
 */
public final class MeanMargins {

    /** Further out the contrast is all champion, and no ratio is rejected that was not rejected before. */
    private static final double STEPS_TO_INFINITY = 1e12;

    private MeanMargins() {
    }

    /**
     * Tests both margins.
     *
     * @param challenger at least 2 values
     * @param champion at least 2 values
     * @param margins differences in the unit of the values, or lifts of the champion's mean
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @return the tests with the interval at level 1 - 2 alpha, for lifts Fieller's; empty when no value varies, or on the relative
     *     scale when the champion's mean is not above 0 at alpha: lifts mean nothing then, and whole rays of them go unrejected
     * @throws IllegalArgumentException when alpha is out of range
     */
    public static Optional<MarginTest> welch(SampleMoments challenger, SampleMoments champion, Margins margins, double alpha) {
        double level = OneSided.level(alpha);
        boolean relative = margins.scale() == EffectScale.RELATIVE;
        if (challenger.variance() + champion.variance() == 0 || relative && !isPositive(champion, alpha)) {
            return Optional.empty();
        }
        return Optional.of(relative
                ? ofLift(challenger, champion, margins, level)
                : ofDifference(challenger, champion, margins, level));
    }

    private static boolean isPositive(SampleMoments arm, double alpha) {
        double critical = TDistribution.of(arm.size() - 1).inverseSurvivalProbability(alpha);
        return arm.mean() > critical * Math.sqrt(arm.ofMean());
    }

    private static MarginTest ofDifference(SampleMoments challenger, SampleMoments champion, Margins margins, double level) {
        WelchContrast contrast = WelchContrast.of(challenger, champion, 1);
        double difference = contrast.estimate();
        double error = contrast.standardError();
        double degrees = contrast.degreesOfFreedom();
        double lower = (difference - margins.lower()) / error;
        double upper = (difference - margins.upper()) / error;
        double half = error * TDistribution.of(degrees).inverseSurvivalProbability((1 - level) / 2);
        return new MarginTest(difference, lower, upper,
                PValue.aboveStudent(lower, degrees), PValue.belowStudent(upper, degrees),
                new Interval(difference - half, difference + half, level));
    }

    private static MarginTest ofLift(SampleMoments challenger, SampleMoments champion, Margins margins, double level) {
        WelchContrast lower = WelchContrast.of(challenger, champion, margins.lowerRatio());
        WelchContrast upper = WelchContrast.of(challenger, champion, margins.upperRatio());
        double ratio = challenger.mean() / champion.mean();
        return new MarginTest(
                (challenger.mean() - champion.mean()) / champion.mean(),
                lower.t(),
                upper.t(),
                PValue.aboveStudent(lower.t(), lower.degreesOfFreedom()),
                PValue.belowStudent(upper.t(), upper.degreesOfFreedom()),
                new Interval(
                        ratioEnd(challenger, champion, ratio, level, -1) - 1,
                        ratioEnd(challenger, champion, ratio, level, 1) - 1,
                        level));
    }

    private static double ratioEnd(SampleMoments challenger, SampleMoments champion, double ratio, double level, int direction) {
        double step = direction * Math.sqrt(challenger.ofMean() + champion.ofMean()) / champion.mean();
        double limit = ratio + STEPS_TO_INFINITY * step;
        double end = TestInversion.end(
                value -> {
                    WelchContrast contrast = WelchContrast.of(challenger, champion, value);
                    return -direction * contrast.t()
                            - TDistribution.of(contrast.degreesOfFreedom()).inverseSurvivalProbability((1 - level) / 2);
                },
                ratio, step, limit);
        return end == limit ? direction * Double.POSITIVE_INFINITY : end;
    }
}
