package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.CenteredProduct;

/**
 * Sums over the units of one arm of two quantities x and y: numerator and denominator of a ratio, or outcome and covariate.
 *
 * @param count number of units, at least 1
 * @param sumX sum of x
 * @param sumY sum of y
 * @param sumXSquared sum of x squared, at least {@code sumX^2/count}
 * @param sumYSquared sum of y squared, at least {@code sumY^2/count}
 * @param sumProduct sum of x y
 */
public record UnitSums(
        double count, double sumX, double sumY, double sumXSquared, double sumYSquared, double sumProduct) {

    /** Room for the rounding of sums that were added up in double precision. */
    private static final double ROUNDING = 1e-9;

    /**
     * @throws IllegalArgumentException naming the sum that is not finite or impossible beside the others
     */
    public UnitSums {
        if (!(Arguments.finite("count", count) >= 1)) {
            throw new IllegalArgumentException("count must be at least 1 but is " + count);
        }
        Arguments.finite("sumX", sumX);
        Arguments.finite("sumY", sumY);
        requireSquares("sumXSquared", sumXSquared, sumX, count);
        requireSquares("sumYSquared", sumYSquared, sumY, count);
        Arguments.finite("sumProduct", sumProduct);
        double largest = Math.sqrt(sumXSquared) * Math.sqrt(sumYSquared);
        if (Math.abs(sumProduct) > largest * (1 + ROUNDING)) {
            throw new IllegalArgumentException("sumProduct must not exceed sqrt(sumXSquared sumYSquared) = " + largest
                    + " but is " + sumProduct);
        }
    }

    /** Mean of x. */
    public double meanX() {
        return sumX / count;
    }

    /** Mean of y. */
    public double meanY() {
        return sumY / count;
    }

    /** Sum of squared deviations of x from its mean, at least 0. */
    public double deviationsX() {
        return Math.max(0, CenteredProduct.of(count, sumX, sumX, sumXSquared));
    }

    /** Sum of squared deviations of y from its mean, at least 0. */
    public double deviationsY() {
        return Math.max(0, CenteredProduct.of(count, sumY, sumY, sumYSquared));
    }

    /** Sum of the products of both deviations. */
    public double deviationProduct() {
        return CenteredProduct.of(count, sumX, sumY, sumProduct);
    }

    /** Sums of two disjoint sets of units. */
    public UnitSums plus(UnitSums other) {
        return new UnitSums(count + other.count, sumX + other.sumX, sumY + other.sumY, sumXSquared + other.sumXSquared,
                sumYSquared + other.sumYSquared, sumProduct + other.sumProduct);
    }

    private static void requireSquares(String name, double squares, double sum, double count) {
        double least = sum / count * sum;
        if (!(Arguments.nonNegative(name, squares) >= least * (1 - ROUNDING))) {
            throw new IllegalArgumentException(
                    name + " must be at least the squared sum over count = " + least + " but is " + squares);
        }
    }
}
