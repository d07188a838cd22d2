package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;

/**
 * Probability that the z at the full information will exceed its critical value, given the z so far (Jennison, Turnbull 2000,
 * chapter 10). The looks in between are ignored.
 *
 * @param fraction information so far over the full information, strictly between 0 and 1
 * @param z deviate from the null hypothesis so far, counted towards the alternative
 * @param finalCritical critical value of z at the full information
 */
public record ConditionalPower(double fraction, double z, double finalCritical) {

    /**
     * @throws IllegalArgumentException when an argument is not finite or the fraction lies outside (0, 1)
     */
    public ConditionalPower {
        Arguments.between("fraction", fraction, 0, 1);
        Arguments.finite("z", z);
        Arguments.finite("finalCritical", finalCritical);
    }

    /**
     * Under a given effect.
     *
     * @param drift mean of z at the full information under that effect
     */
    public double underDrift(double drift) {
        Arguments.finite("drift", drift);
        return StandardNormal.survival(
                (finalCritical - z * Math.sqrt(fraction) - drift * (1 - fraction)) / Math.sqrt(1 - fraction));
    }

    /** Under the effect that the data so far suggest. */
    public double underCurrentTrend() {
        return underDrift(z / Math.sqrt(fraction));
    }

    /** Under no effect. */
    public double underNull() {
        return underDrift(0);
    }

    /** Averaged over the effects that the data so far allow, with a flat prior: the predictive power. */
    public double predictive() {
        return StandardNormal.survival((finalCritical * Math.sqrt(fraction) - z) / Math.sqrt(1 - fraction));
    }
}
