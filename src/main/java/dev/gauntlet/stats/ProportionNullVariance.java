package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;

/**
 * Variance of a stratified difference or lift of proportions under a hypothetical effect, at the rates that fit the data best under the
 * hypothesis; never less than the variance between clusters.
 *
 * <p>Information is the reciprocal of the score variance. The deviate is taken over the likelihood variance instead (see
 * {@link BinomialDeviance}), because with few events in the smaller arm neither of the usual variances gives normal tails: the one at the
 * observed rates vanishes when no event was seen, the one under the hypothesis takes three events where 0.3 were expected for a deviate
 * of 5.
 *
 * @param strata the strata with their weights
 * @param clusters moments over clusters, empty for independent trials
 * @param scale the scale of the effect
 * @param champion weighted rate of the champion, positive on the relative scale
 */
record ProportionNullVariance(
        List<WeightedStratum> strata, Optional<ClusterMoments> clusters, EffectScale scale, double champion)
        implements NullVariance {

    ProportionNullVariance {
        strata = List.copyOf(strata);
    }

    @Override
    public Variances under(double effect) {
        double ratio = scale.ratio(effect);
        double score = 0;
        double likelihood = 0;
        for (WeightedStratum stratum : strata) {
            RestrictedRates rates = scale == EffectScale.ABSOLUTE
                    ? RestrictedRates.underDifference(stratum.counts(), effect)
                    : RestrictedRates.underRatio(stratum.counts(), ratio);
            double smallest = stratum.smallestVariances().ofContrast(ratio);
            score += Math.max(smallest, stratum.scoreVariances(rates).ofContrast(ratio));
            likelihood += Math.max(smallest, stratum.likelihoodVariances(rates).ofContrast(ratio));
        }
        return new Variances(
                scale.variance(withClusters(score, ratio), champion),
                scale.variance(withClusters(likelihood, ratio), champion));
    }

    /**
     * Variance at the estimate itself: stratum by stratum the larger of the observed variance and the pooled one with half a success
     * and half a failure added, and over all at least the variance between clusters.
     */
    double atEstimate(double effect) {
        double ratio = scale.ratio(effect);
        double sum = 0;
        for (WeightedStratum stratum : strata) {
            sum += Math.max(stratum.observedVariances().ofContrast(ratio),
                    stratum.pooledVariances(0.5).ofContrast(ratio));
        }
        return scale.variance(withClusters(sum, ratio), champion);
    }

    @Override
    public double smallestEffect() {
        return -1;
    }

    @Override
    public double largestEffect() {
        return scale == EffectScale.ABSOLUTE ? 1 : Double.POSITIVE_INFINITY;
    }

    private double withClusters(double independent, double ratio) {
        return clusters.isEmpty()
                ? independent
                : Math.max(independent, clusters.get().cautiousVarianceOfContrast(ratio));
    }
}
