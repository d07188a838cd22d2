package dev.gauntlet.stats;

/** The lower real branch W_{-1} of Lambert's function, the inverse of w e^w on (-infinity, -1]. */
public final class LambertW {

    private static final int MAX_STEPS = 100;

    private LambertW() {
    }

    /**
     * W_{-1}(x).
     *
     * @param x in [-1/e, 0)
     * @return at most -1
     */
    public static double minusBranch(double x) {
        if (!(x < 0)) {
            throw new IllegalArgumentException("x must lie in [-1/e, 0) but is " + x);
        }
        double logarithm = -Math.log(-x);
        if (logarithm < 1 - 1e-15) {
            throw new IllegalArgumentException("x must lie in [-1/e, 0) but is " + x);
        }
        return -minusBranchNegated(Math.max(1, logarithm));
    }

    /**
     * {@code -W_{-1}(-exp(-t))}: the solution y >= 1 of {@code y - log y = t}, also where exp(-t) underflows.
     *
     * @param t at least 1
     */
    static double minusBranchNegated(double t) {
        double u = t - 1;
        // Chatzigeorgiou 2013: y < 1 + sqrt(2u) + u. From above, Newton on the convex function falls monotonously to the root.
        double y = 1 + Math.sqrt(2 * u) + u;
        for (int step = 0; step < MAX_STEPS && y > 1; step++) {
            double next = y - (y - Math.log(y) - t) * y / (y - 1);
            if (!(next < y)) {
                break;
            }
            y = Math.max(1, next);
        }
        return y;
    }
}
