package dev.gauntlet.stats;

import java.util.Optional;

/**
 * Variance of a stratified difference or lift of means, ratios or event rates under a hypothetical effect: that between clusters,
 * that of independent observations, or the larger of both.
 *
 * @param independent variance of independent observations, where it is known
 * @param clusters moments over clusters, where there are any
 * @param scale the scale of the effect
 * @param champion weighted mean of the champion, positive on the relative scale
 * @param atEstimate variance of the effect at the estimate, positive
 */
record SumsNullVariance(
        Optional<IndependentVariance> independent,
        Optional<ClusterMoments> clusters,
        EffectScale scale,
        double champion,
        double atEstimate) implements NullVariance {

    /** Under no hypothesis is the variance a smaller part of that at the estimate: rounding could not tell it from 0. */
    private static final double LEAST_PART = 1e-12;

    /**
     * The variance of one estimate; empty when it is 0 there, so that the spread is not known.
     *
     * @param effect the estimated effect
     */
    static Optional<SumsNullVariance> around(
            double effect,
            Optional<IndependentVariance> independent,
            Optional<ClusterMoments> clusters,
            EffectScale scale,
            double champion) {
        double contrast = Math.max(
                independent.map(variance -> variance.atEstimate(scale, effect)).orElse(0.0),
                clusters.map(moments -> moments.cautiousVarianceOfContrast(scale.ratio(effect))).orElse(0.0));
        double variance = scale.variance(contrast, champion);
        return variance > 0
                ? Optional.of(new SumsNullVariance(independent, clusters, scale, champion, variance))
                : Optional.empty();
    }

    @Override
    public Variances under(double nullEffect) {
        double betweenClusters =
                clusters.map(moments -> moments.cautiousVarianceOfContrast(scale.ratio(nullEffect))).orElse(0.0);
        Variances within = independent.map(variance -> variance.under(scale, nullEffect)).orElse(new Variances(0, 0));
        return new Variances(
                onScale(Math.max(within.ofEstimate(), betweenClusters)), onScale(Math.max(within.ofDeviate(), betweenClusters)));
    }

    @Override
    public double smallestEffect() {
        return independent.map(variance -> variance.smallestEffect(scale)).orElse(Double.NEGATIVE_INFINITY);
    }

    @Override
    public double largestEffect() {
        return Double.POSITIVE_INFINITY;
    }

    private double onScale(double contrast) {
        // A hypothesis far enough out overflows; the largest number keeps the information positive.
        return Math.min(Double.MAX_VALUE, Math.max(LEAST_PART * atEstimate, scale.variance(contrast, champion)));
    }
}
