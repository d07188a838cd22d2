package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/** Limit law of the Kolmogorov-Smirnov statistic times the root of the sample size (Kolmogorov 1933). */
final class KolmogorovLaw {

    /** Below, the series of the distribution function settles in three terms; above, that of the upper tail does. */
    private static final double SERIES_CHANGE = 1;
    private static final int TERMS = 20;

    private KolmogorovLaw() {
    }

    /** {@code P(K > x) = 2 sum_k (-1)^(k-1) exp(-2 k^2 x^2)}, by Jacobi's transformation of the series where x is small. */
    static double survival(double x) {
        Arguments.nonNegative("x", x);
        if (x == 0) {
            return 1;
        }
        double sum = 0;
        if (x < SERIES_CHANGE) {
            for (int k = 1; k <= TERMS; k++) {
                double odd = (2 * k - 1) * Math.PI / x;
                sum += Math.exp(-odd * odd / 8);
            }
            return 1 - Math.sqrt(2 * Math.PI) / x * sum;
        }
        for (int k = 1; k <= TERMS; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
        }
        return sum;
    }

    /** The x with P(K &gt; x) = alpha. */
    static double upperQuantile(double alpha) {
        Arguments.between("alpha", alpha, 0, 1);
        return new BrentSolver(1e-14, 1e-14, 1e-16).findRoot(x -> survival(x) - alpha, 0, Math.sqrt(-Math.log(alpha / 2)) + 1);
    }
}
