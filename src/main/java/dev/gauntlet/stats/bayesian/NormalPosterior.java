package dev.gauntlet.stats.bayesian;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * Posterior of an effect on any scale, by the normal law of its estimate and a normal prior: precisions add up, and the mean is
 * the precision-weighted mean of prior and estimate.
 *
 * @param mean posterior mean, finite
 * @param standardDeviation posterior standard deviation, positive
 */
public record NormalPosterior(double mean, double standardDeviation) {

    /**
     * @throws IllegalArgumentException naming the parameter that is out of range
     */
    public NormalPosterior {
        Arguments.finite("mean", mean);
        Arguments.positive("standardDeviation", standardDeviation);
    }

    /**
     * The posterior of an estimated effect.
     *
     * @param prior prior of the effect on the estimate's scale
     * @param estimate finite
     * @param standardError positive
     */
    public static NormalPosterior of(NormalPrior prior, double estimate, double standardError) {
        Arguments.finite("estimate", estimate);
        Arguments.positive("standardError", standardError);
        double ratio = standardError / prior.standardDeviation();
        double shrunk = 1 / Math.hypot(1, ratio);
        return new NormalPosterior(prior.mean() + shrunk * shrunk * (estimate - prior.mean()), standardError * shrunk);
    }

    /**
     * The posterior of an estimated effect of any metric type.
     *
     * @param prior prior of the effect on the estimate's scale
     * @param estimate the estimate with its variance
     */
    public static NormalPosterior of(NormalPrior prior, EffectEstimate estimate) {
        return of(prior, estimate.effect(), estimate.standardError());
    }

    /** Probability that the effect exceeds a value, for instance zero or the practical effect. */
    public double probabilityAbove(double value) {
        return StandardNormal.survival((Arguments.finite("value", value) - mean) / standardDeviation);
    }

    /** Probability that the effect falls short of a value. */
    public double probabilityBelow(double value) {
        return StandardNormal.cdf((Arguments.finite("value", value) - mean) / standardDeviation);
    }

    /**
     * Equal-tailed credible interval.
     *
     * @param level its probability, strictly between 0 and 1
     */
    public Interval credibleInterval(double level) {
        double half = standardDeviation * StandardNormal.upperQuantile((1 - Arguments.between("level", level, 0, 1)) / 2);
        return new Interval(mean - half, mean + half, level);
    }

    /** Expected loss of choosing the challenger when a larger effect is better: mean of max(-effect, 0). */
    public double expectedLossOfChallenger() {
        return standardDeviation * meanBeyond(mean / standardDeviation);
    }

    /** Expected loss of choosing the champion when a larger effect is better: mean of max(effect, 0). */
    public double expectedLossOfChampion() {
        return standardDeviation * meanBeyond(-mean / standardDeviation);
    }

    /** Mean of max(Z - z, 0) for standard normal Z: {@code phi(z) - z Q(z)}, by Mills' ratio in the upper tail. */
    private static double meanBeyond(double z) {
        if (z <= 0) {
            return StandardNormal.density(z) - z * StandardNormal.survival(z);
        }
        return StandardNormal.density(z) * Math.max(0, 1 - z * Math.sqrt(Math.PI / 2) * Erfcx.value(z / Math.sqrt(2)));
    }
}
