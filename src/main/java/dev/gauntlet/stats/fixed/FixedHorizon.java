package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Deviate;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import java.util.function.DoubleUnaryOperator;

/**
 * Classical test of any estimated effect, for one look at a sample size that was fixed beforehand. Looking a second time breaks
 * its error rate: use a sequential design for that. Every hypothetical effect is tested with the variances under it and, for
 * variances between few clusters, with Student's law; the intervals are the effects that the tests do not reject.
 *
 * <p>Of the score deviate and the likelihood deviate (see {@link EffectEstimate#deviateFrom}) the one closer to 0 counts. They
 * differ only when an arm has a handful of events; there the score test finds an arm with too many events too often and the
 * likelihood test one with none (true two-sided error rates of a nominal 5% up to 7% and 10% at 10 against 190 trials, 4.9% for
 * both together).
 *
 * @param alpha error rate of the one look, strictly between 0 and 0.5
 */
public record FixedHorizon(double alpha) {

    /**
     * @throws IllegalArgumentException when {@code alpha} is out of range
     */
    public FixedHorizon {
        Arguments.between("alpha", alpha, 0, 0.5);
    }

    /** Two-sided confidence interval at level 1 - alpha, on the scale of the estimate. */
    public Interval interval(EffectEstimate estimate) {
        double critical = StandardNormal.upperQuantile(alpha / 2);
        return new Interval(end(estimate, critical, -1), end(estimate, critical, 1), 1 - alpha);
    }

    /**
     * The effect lies above this bound with confidence 1 - alpha; alpha is all on this side. Possibly the smallest effect there
     * is.
     */
    public double lowerBound(EffectEstimate estimate) {
        return end(estimate, StandardNormal.upperQuantile(alpha), -1);
    }

    /**
     * The effect lies below this bound with confidence 1 - alpha; alpha is all on this side. Possibly the largest effect there
     * is.
     */
    public double upperBound(EffectEstimate estimate) {
        return end(estimate, StandardNormal.upperQuantile(alpha), 1);
    }

    /** Two-sided p-value of "the effect is {@code nullEffect}"; at most alpha exactly when {@link #interval} leaves it out. */
    public static PValue pValue(EffectEstimate estimate, double nullEffect) {
        return PValue.twoSidedNormal(deviate(estimate, nullEffect));
    }

    /** P-value of "the effect is at most {@code nullEffect}": small when it is above. */
    public static PValue pAbove(EffectEstimate estimate, double nullEffect) {
        return PValue.aboveNormal(deviate(estimate, nullEffect));
    }

    /** P-value of "the effect is at least {@code nullEffect}": small when it is below. */
    public static PValue pBelow(EffectEstimate estimate, double nullEffect) {
        return PValue.belowNormal(deviate(estimate, nullEffect));
    }

    /**
     * Tests a margin on both sides: the p-value of non-inferiority when higher is better, when lower is better, and of
     * equivalence.
     *
     * @param margins effects on the scale of the estimate
     * @return the tests with the interval at level 1 - 2 alpha; it lies inside of the margins exactly when equivalence is shown
     *     at alpha
     * @throws IllegalArgumentException when the margins are on another scale
     */
    public MarginTest margins(EffectEstimate estimate, Margins margins) {
        if (margins.scale() != estimate.scale()) {
            throw new IllegalArgumentException(
                    "margins must be on the scale " + estimate.scale() + " but are on " + margins.scale());
        }
        return MarginTest.normal(
                estimate.effect(),
                deviate(estimate, margins.lower()),
                deviate(estimate, margins.upper()),
                new Interval(lowerBound(estimate), upperBound(estimate), 1 - 2 * alpha));
    }

    private static double deviate(EffectEstimate estimate, double nullEffect) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        double score = StandardNormal.fromStudent(
                (estimate.effect() - nullEffect) * Math.sqrt(deviate.information()), estimate.degreesOfFreedom());
        return Math.abs(score) < Math.abs(deviate.z()) ? score : deviate.z();
    }

    private static double end(EffectEstimate estimate, double critical, int direction) {
        DoubleUnaryOperator excess = effect -> -direction * deviate(estimate, effect) - critical;
        double step = direction * estimate.standardError();
        double limit = direction > 0 ? estimate.nullVariance().largestEffect() : estimate.nullVariance().smallestEffect();
        return TestInversion.end(excess, estimate.effect(), step, limit);
    }
}
