package dev.gauntlet.stats;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Level of a normal mixture for a watch that begins late and never ends. Nothing can be crossed before the start, so the level may exceed
 * alpha a little and the error rate is still exactly alpha (Robbins, Siegmund 1970; Bibaut, Kallus, Lindon 2022). The gain is small: at
 * alpha 0.05 the level is 0.0521 for a start at a quarter of the plan.
 */
public final class DelayedStart {

    private static final int NODES = 64;
    /** Where h x exceeds this, the integrand is below 1e-17 of its value at 0. */
    private static final double NEGLIGIBLE = 9;

    private DelayedStart() {
    }

    /**
     * The level whose threshold 1/level is ever crossed with probability alpha when watching from {@code start} on.
     *
     * @param mixture the mixture
     * @param start information at the first look, positive
     * @param alpha wanted crossing probability, strictly between 0 and 0.5
     */
    public static double level(NormalMixture mixture, double start, double alpha) {
        Arguments.positive("start", start);
        Arguments.between("alpha", alpha, 0, 0.5);
        double high = alpha;
        while (crossing(mixture, start, high) < alpha) {
            high *= 2;
        }
        return high == alpha
                ? alpha
                : new BrentSolver(1e-14, 1e-300, 1e-16).findRoot(
                        level -> crossing(mixture, start, level) - alpha, high / 2, high);
    }

    /**
     * Probability that the threshold {@code 1/level} is ever crossed when watching from {@code start} on: crossed at once, or later with
     * the probability {@code level * E(start)} that the martingale property gives.
     *
     * @param mixture the mixture
     * @param start information at the first look, positive
     * @param level positive
     */
    public static double crossing(NormalMixture mixture, double start, double level) {
        double bound = mixture.criticalZ(start, level);
        double tilted = bound / Math.sqrt(1 + start / mixture.rho());
        if (mixture instanceof TwoSidedMixture) {
            return 2 * StandardNormal.survival(bound) + level * (1 - 2 * StandardNormal.survival(tilted));
        }
        return StandardNormal.survival(bound)
                + level * (StandardNormal.cdf(tilted) - 2 * owensT(tilted, Math.sqrt(start / mixture.rho())));
    }

    /**
     * Owen's T function: integral of exp(-h^2 (1+x^2)/2) / (2 pi (1+x^2)) over x from 0 to {@code a} (Owen 1956).
     *
     * @param h not negative
     * @param a not negative
     */
    static double owensT(double h, double a) {
        if (a > 1) {
            double q = StandardNormal.survival(h);
            double qa = StandardNormal.survival(a * h);
            return 0.5 * (q + qa) - q * qa - owensT(a * h, 1 / a);
        }
        if (a == 0) {
            return 0;
        }
        double end = h > 0 ? Math.min(a, NEGLIGIBLE / h) : a;
        double integral = new GaussIntegratorFactory().legendre(NODES, 0, end)
                .integrate(x -> Math.exp(-0.5 * h * h * (1 + x * x)) / (1 + x * x));
        return integral / (2 * Math.PI);
    }
}
