package dev.gauntlet.stats.bayesian;

import dev.gauntlet.stats.Arguments;

/**
 * Normal prior of an effect.
 *
 * @param mean expected effect, finite
 * @param standardDeviation how far effects usually lie from it, positive; infinite for no prior knowledge
 */
public record NormalPrior(double mean, double standardDeviation) {

    /** No prior knowledge: the posterior is the likelihood. */
    public static final NormalPrior FLAT = new NormalPrior(0, Double.POSITIVE_INFINITY);

    /**
     * @throws IllegalArgumentException naming the parameter that is out of range
     */
    public NormalPrior {
        Arguments.finite("mean", mean);
        if (!(standardDeviation > 0)) {
            throw new IllegalArgumentException("standardDeviation must be positive but is " + standardDeviation);
        }
    }
}
