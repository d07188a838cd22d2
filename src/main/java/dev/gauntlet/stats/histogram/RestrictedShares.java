package dev.gauntlet.stats.histogram;

import java.util.List;

/**
 * Maximum-likelihood shares of strata at or below a bound whose weighted mean is fixed. By Lagrange,
 * {@code (x_s - n_s t_s) / (t_s (1-t_s)) = lambda share_s}, a quadratic in each t_s; lambda makes the mean right.
 */
final class RestrictedShares {

    private static final int MAX_DOUBLINGS = 1100;

    private static final int MAX_STEPS = 2000;

    private final double p;
    private final double[] weights;
    private final double[] trials;
    private final double[] below;

    private RestrictedShares(double p, double[] weights, double[] trials, double[] below) {
        this.p = p;
        this.weights = weights;
        this.trials = trials;
        this.below = below;
    }

    /**
     * The shares.
     *
     * @param p the weighted mean, strictly between 0 and 1
     * @param weights each stratum's share of the weight, adding up to 1
     * @param strata the values, none empty
     * @param bound index of the bound
     */
    static double[] at(double p, double[] weights, List<Histogram> strata, int bound) {
        if (weights.length == 1) {
            return new double[] {p};
        }
        double[] trials = new double[weights.length];
        double[] below = new double[weights.length];
        for (int s = 0; s < weights.length; s++) {
            trials[s] = strata.get(s).count();
            below[s] = strata.get(s).cumulative().get(bound);
        }
        return new RestrictedShares(p, weights, trials, below).shares();
    }

    private double[] shares() {
        double observed = excess(0);
        double lambda = observed == 0 ? 0 : root(observed);
        double[] shares = new double[weights.length];
        for (int s = 0; s < shares.length; s++) {
            shares[s] = share(lambda, s);
        }
        return shares;
    }

    private double root(double observed) {
        // The mean falls as lambda grows; near the observed one by the variance for each unit.
        double unit = 0;
        for (int s = 0; s < weights.length; s++) {
            unit += weights[s] * weights[s] / trials[s];
        }
        double inside = 0;
        double outside = observed / (unit * p * (1 - p));
        for (int doubling = 0; doubling < MAX_DOUBLINGS && excess(outside) * observed > 0; doubling++) {
            inside = outside;
            outside *= 2;
        }
        return newton(Math.min(inside, outside), Math.max(inside, outside), outside);
    }

    /** Newton steps kept inside a shrinking bracket. */
    private double newton(double low, double high, double start) {
        double left = low;
        double right = high;
        double lambda = start;
        for (int step = 0; step < MAX_STEPS; step++) {
            double value = excess(lambda);
            if (Math.abs(value) <= 1e-16) {
                return lambda;
            }
            if (value > 0) {
                left = lambda;
            } else {
                right = lambda;
            }
            double next = lambda - value / slope(lambda);
            if (!(next > left && next < right)) {
                next = 0.5 * (left + right);
            }
            if (Math.abs(next - lambda) <= 1e-15 * Math.abs(next)) {
                return next;
            }
            lambda = next;
        }
        return lambda;
    }

    private double excess(double lambda) {
        double sum = 0;
        for (int s = 0; s < weights.length; s++) {
            sum += weights[s] * share(lambda, s);
        }
        return sum - p;
    }

    /** Derivative of the mean by lambda: {@code -sum_s share_s^2 t_s (1-t_s) / sqrt(discriminant)}. */
    private double slope(double lambda) {
        double sum = 0;
        for (int s = 0; s < weights.length; s++) {
            double share = share(lambda, s);
            double a = lambda * weights[s];
            double b = a + trials[s];
            sum -= weights[s] * weights[s] * share * (1 - share) / Math.sqrt(Math.max(0, b * b - 4 * a * below[s]));
        }
        return sum;
    }

    /** The root in [0, 1] of {@code a t^2 - (a + n) t + x} with a = lambda share_s, written without cancellation. */
    private double share(double lambda, int stratum) {
        double a = lambda * weights[stratum];
        double b = a + trials[stratum];
        double x = below[stratum];
        double root = Math.sqrt(Math.max(0, b * b - 4 * a * x));
        double share = b > 0 ? 2 * x / (b + root) : (b - root) / (2 * a);
        return Math.max(0, Math.min(1, share));
    }
}
