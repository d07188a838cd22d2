package dev.gauntlet.stats;

import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/** How much data an experiment needs, by the normal approximation with unpooled variances. */
public final class Planning {

    private Planning() {
    }

    /**
     * Information (reciprocal variance of the effect) that a fixed-sample z-test needs:
     * {@code (z_{1-alpha/sides} + z_{1-beta})^2 / effect^2}.
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param beta probability to miss the effect, strictly between 0 and 1 - alpha/sides
     * @param effect the effect to find, not 0
     */
    public static double information(double alpha, int sides, double beta, double effect) {
        double deviate = criticalDeviate(alpha, sides) + StandardNormal.upperQuantile(Arguments.between(
                "beta", beta, 0, 1 - alpha / sides));
        if (Arguments.finite("effect", effect) == 0) {
            throw new IllegalArgumentException("effect must not be 0");
        }
        return Arguments.positive("information", deviate * deviate / (effect * effect));
    }

    /**
     * Probability that a fixed-sample z-test finds the effect (rejections in the wrong direction left out).
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param effect the true effect; its sign is ignored
     * @param information information of the sample, positive
     */
    public static double power(double alpha, int sides, double effect, double information) {
        return StandardNormal.cdf(Math.abs(Arguments.finite("effect", effect))
                * Math.sqrt(Arguments.positive("information", information)) - criticalDeviate(alpha, sides));
    }

    /**
     * Information that trials bring on the absolute scale: {@code 1 / (designEffect (p0 q0/n0 + p1 q1/n1))}.
     *
     * @param championRate in (0, 1)
     * @param challengerRate in (0, 1)
     * @param championTrials positive, need not be whole
     * @param challengerTrials positive, need not be whole
     * @param designEffect variance over that of independent trials, positive (1 for request-level assignment)
     */
    public static double informationOfTrials(
            double championRate, double challengerRate, double championTrials, double challengerTrials,
            double designEffect) {
        Arguments.between("championRate", championRate, 0, 1);
        Arguments.between("challengerRate", challengerRate, 0, 1);
        Arguments.positive("championTrials", championTrials);
        Arguments.positive("challengerTrials", challengerTrials);
        Arguments.positive("designEffect", designEffect);
        return 1 / (designEffect * (championRate * (1 - championRate) / championTrials
                + challengerRate * (1 - challengerRate) / challengerTrials));
    }

    /**
     * Sample for finding a minimum effect of a success metric by a two-sided test.
     *
     * @param baseRate the champion's rate, in (0, 1)
     * @param minimumEffect effect to find, not 0; the challenger's rate must stay in (0, 1)
     * @param scale scale of {@code minimumEffect}
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss the effect, strictly between 0 and 1 - alpha/2
     * @param challengerShare share of the trials that the challenger gets, of those of champion and challenger together, in (0, 1)
     * @param designEffect variance over that of independent trials, positive
     */
    public static SamplePlan superiority(
            double baseRate, double minimumEffect, EffectScale scale, double alpha, double beta, double challengerShare,
            double designEffect) {
        double difference = difference(baseRate, minimumEffect, scale);
        return plan(baseRate, baseRate + difference, scale, information(alpha, 2, beta, difference),
                challengerShare, designEffect);
    }

    /**
     * Sample for showing by a one-sided test that a challenger as good as the champion is worse by less than the margin.
     *
     * @param baseRate the champion's rate, in (0, 1)
     * @param margin non-inferiority margin, not 0 (the sign is ignored)
     * @param scale scale of {@code margin}
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss equality, strictly between 0 and 1 - alpha
     * @param challengerShare share of the trials that the challenger gets, of those of champion and challenger together, in (0, 1)
     * @param designEffect variance over that of independent trials, positive
     */
    public static SamplePlan nonInferiority(
            double baseRate, double margin, EffectScale scale, double alpha, double beta, double challengerShare,
            double designEffect) {
        double difference = difference(baseRate, margin, scale);
        return plan(baseRate, baseRate, scale, information(alpha, 1, beta, difference),
                challengerShare, designEffect);
    }

    /**
     * The smallest change of the champion's rate that a fixed sample finds with the wanted power.
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param beta probability to miss the change, strictly between 0 and 1 - alpha/sides
     * @param baseRate the champion's rate, in (0, 1)
     * @param championTrials positive
     * @param challengerTrials positive
     * @param designEffect variance over that of independent trials, positive
     * @param direction +1 for a rise, -1 for a fall
     * @return the change with its sign; empty when no possible rate is far enough away
     */
    public static OptionalDouble minimumDetectableDifference(
            double alpha, int sides, double beta, double baseRate, double championTrials, double challengerTrials,
            double designEffect, int direction) {
        double deviate = Math.sqrt(information(alpha, sides, beta, 1));
        double room = direction > 0 ? 1 - Arguments.between("baseRate", baseRate, 0, 1) : baseRate;
        // The excess of the change over its detectable size has one sign change: below it noise wins, above it the change.
        DoubleUnaryOperator excess = change -> change * change
                * informationOfTrials(baseRate, baseRate + Math.signum(direction) * change, championTrials,
                        challengerTrials, designEffect) - deviate * deviate;
        double largest = room * (1 - 1e-12);
        if (excess.applyAsDouble(largest) < 0) {
            return OptionalDouble.empty();
        }
        double change = new BrentSolver(1e-14, Double.MIN_NORMAL, 1e-12)
                .findRoot(excess, room * 1e-12, largest);
        return OptionalDouble.of(Math.signum(direction) * change);
    }

    private static double difference(double baseRate, double effect, EffectScale scale) {
        Arguments.between("baseRate", baseRate, 0, 1);
        return scale == EffectScale.ABSOLUTE ? effect : effect * baseRate;
    }

    private static SamplePlan plan(
            double baseRate, double challengerRate, EffectScale scale, double needed,
            double challengerShare, double designEffect) {
        Arguments.between("challengerShare", challengerShare, 0, 1);
        double perTrial = informationOfTrials(
                baseRate, challengerRate, 1 - challengerShare, challengerShare, designEffect);
        double trials = needed / perTrial;
        double unit = scale == EffectScale.ABSOLUTE ? 1 : baseRate * baseRate;
        return new SamplePlan(needed * unit, (1 - challengerShare) * trials, challengerShare * trials);
    }

    private static double criticalDeviate(double alpha, int sides) {
        Arguments.between("alpha", alpha, 0, 0.5);
        if (sides != 1 && sides != 2) {
            throw new IllegalArgumentException("sides must be 1 or 2 but is " + sides);
        }
        return StandardNormal.upperQuantile(alpha / sides);
    }
}
