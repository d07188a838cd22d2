package dev.gauntlet.stats;

/**
 * Variance of a lift, under a hypothetical lift: that of challenger - (1 + lift) champion over the squared champion.
 *
 * @param pair the two estimates, the champion's positive
 */
record LiftNullVariance(EstimatedPair pair) implements NullVariance {

    /**
     * Under no hypothesis is the variance a smaller part of the challenger's and the champion's: rounding could not tell it from
     * 0.
     */
    private static final double LEAST_PART = 1e-12;

    @Override
    public Variances under(double effect) {
        double ratio = 1 + effect;
        double least = LEAST_PART * (pair.challengerVariance() + pair.championVariance());
        double variance = Math.min(Double.MAX_VALUE,
                Math.max(least, pair.varianceOfContrast(ratio)) / pair.champion() / pair.champion());
        return new Variances(variance, variance);
    }

    @Override
    public double smallestEffect() {
        return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double largestEffect() {
        return Double.POSITIVE_INFINITY;
    }
}
