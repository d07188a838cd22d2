package dev.gauntlet.stats;

import java.util.OptionalDouble;

/**
 * Sums over the observations of one arm: of a mean (the denominator counts the values), a ratio (both are sums over units) or an
 * event rate (events over exposure).
 *
 * @param denominator number of values, sum of the denominators, or exposure; finite, at least 0
 * @param numerator sum of the values, sum of the numerators, or number of events; finite, 0 when the denominator is 0
 * @param sumOfSquares sum of the squared values of a mean, at least {@code numerator^2/denominator}; empty when unknown
 */
public record ArmSums(double denominator, double numerator, OptionalDouble sumOfSquares) {

    /** No observation at all. */
    public static final ArmSums NONE = new ArmSums(0, 0, OptionalDouble.empty());

    /** Room for the rounding of sums that were added up in double precision. */
    private static final double ROUNDING = 1e-9;

    /**
     * @throws IllegalArgumentException naming the sum that is not finite, negative where it must not be, or impossible beside the
     *     others
     */
    public ArmSums {
        Arguments.nonNegative("denominator", denominator);
        Arguments.finite("numerator", numerator);
        if (denominator == 0 && numerator != 0) {
            throw new IllegalArgumentException("numerator must be 0 when the denominator is 0 but is " + numerator);
        }
        if (sumOfSquares.isPresent()) {
            double squares = Arguments.nonNegative("sumOfSquares", sumOfSquares.getAsDouble());
            double least = denominator == 0 ? 0 : numerator / denominator * numerator;
            if (squares < least * (1 - ROUNDING)) {
                throw new IllegalArgumentException("sumOfSquares must be at least numerator^2/denominator = " + least
                        + " but is " + squares);
            }
        }
    }

    /** Sums without squares. */
    public static ArmSums of(double denominator, double numerator) {
        return new ArmSums(denominator, numerator, OptionalDouble.empty());
    }

    /** Sums of a mean's values with their squares. */
    public static ArmSums of(double count, double sum, double sumOfSquares) {
        return new ArmSums(count, sum, OptionalDouble.of(sumOfSquares));
    }

    /** True when nothing was observed. */
    public boolean isEmpty() {
        return denominator == 0;
    }

    /**
     * The mean, ratio or rate.
     *
     * @throws IllegalStateException when nothing was observed
     */
    public double ratio() {
        if (isEmpty()) {
            throw new IllegalStateException("an arm without observations has no ratio");
        }
        return numerator / denominator;
    }

    /**
     * Sum of the squared deviations of a mean's values from their mean, at least 0; empty without observations or sum of squares.
     * See {@link CenteredProduct} for its accuracy.
     */
    public OptionalDouble squaredDeviations() {
        return sumOfSquares.isEmpty() || isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0,
                        CenteredProduct.of(denominator, numerator, numerator, sumOfSquares.getAsDouble())));
    }

    /** Sums of two disjoint sets of observations; the squares are known when both know them. An empty arm changes nothing. */
    public ArmSums plus(ArmSums other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        boolean squares = sumOfSquares.isPresent() && other.sumOfSquares.isPresent();
        return new ArmSums(denominator + other.denominator, numerator + other.numerator, squares
                ? OptionalDouble.of(sumOfSquares.getAsDouble() + other.sumOfSquares.getAsDouble()) : OptionalDouble.empty());
    }
}
