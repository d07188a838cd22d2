package dev.gauntlet.stats;

/**
 * Boundary of a sum that is never crossed with probability 1 - alpha and grows as slowly as the law of the iterated logarithm allows,
 * stitched from lines over geometrically spaced epochs (Howard, Ramdas, McAuliffe, Sekhon 2021, theorem 1 and equation 10, sub-Gaussian
 * case): {@code k sqrt(v (s log log(eta v/m) + log(zeta(s) / (alpha log(eta)^s))))} with {@code k = (eta^1/4 + eta^-1/4)/sqrt(2)} and
 * {@code v} at least m.
 *
 * @param vMin variance m from which on the boundary is meant to be narrow, positive
 * @param s exponent of the epochs' weights, above 1
 * @param eta ratio of the epochs' ends, above 1
 */
public record PolynomialStitching(double vMin, double s, double eta) {

    private static final int ZETA_TERMS = 20;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public PolynomialStitching {
        Arguments.positive("vMin", vMin);
        Arguments.between("s", s, 1, Double.POSITIVE_INFINITY);
        Arguments.between("eta", eta, 1, Double.POSITIVE_INFINITY);
    }

    /**
     * The boundary, one-sided.
     *
     * @param variance variance of the sum, not negative
     * @param alpha one-sided error rate over all looks, strictly between 0 and 1
     */
    public double bound(double variance, double alpha) {
        Arguments.between("alpha", alpha, 0, 1);
        double v = Math.max(vMin, Arguments.nonNegative("variance", variance));
        double root = Math.pow(eta, 0.25);
        double width = s * Math.log(Math.log(eta) + Math.log(v / vMin)) + Math.log(zeta(s)) - Math.log(alpha) - s * Math.log(Math.log(eta));
        return (root + 1 / root) * Math.sqrt(0.5 * v * width);
    }

    /** Riemann's zeta function above 1, by the Euler-Maclaurin formula. */
    private static double zeta(double s) {
        double sum = 0;
        for (int n = ZETA_TERMS - 1; n >= 1; n--) {
            sum += Math.pow(n, -s);
        }
        double last = Math.pow(ZETA_TERMS, -s);
        double square = (double) ZETA_TERMS * ZETA_TERMS;
        double first = s * last / ZETA_TERMS;
        double third = first * (s + 1) * (s + 2) / square;
        double fifth = third * (s + 3) * (s + 4) / square;
        double seventh = fifth * (s + 5) * (s + 6) / square;
        return sum + ZETA_TERMS * last / (s - 1) + last / 2 + first / 12 - third / 720 + fifth / 30_240 - seventh / 1_209_600;
    }
}
