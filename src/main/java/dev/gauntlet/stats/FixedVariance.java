package dev.gauntlet.stats;

/**
 * A variance that does not depend on the effect.
 *
 * @param variance variance of the estimated effect, positive
 */
public record FixedVariance(double variance) implements NullVariance {

    /**
     * @throws IllegalArgumentException when the variance is not a positive finite number
     */
    public FixedVariance {
        Arguments.positive("variance", variance);
    }

    @Override
    public Variances under(double effect) {
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
