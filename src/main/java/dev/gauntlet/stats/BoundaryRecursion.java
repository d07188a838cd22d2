package dev.gauntlet.stats;

import java.util.Arrays;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Probability that a score process S_k ~ N(effect I_k, I_k) with independent increments leaves given boundaries, look by look: the
 * recursion of Armitage, McPherson and Rowe 1969 (Jennison, Turnbull 2000, chapter 19) on B_k = S_k / sqrt(I_last). The density of
 * paths still inside is carried on composite Gauss-Legendre nodes:
 * <pre>
 * f_k(y)  = integral f_{k-1}(x) phi((y - x - drift_k)/s_k)/s_k dx
 * exit_k  = integral f_{k-1}(x) Q((b_k - x - drift_k)/s_k) dx
 * </pre>
 */
public final class BoundaryRecursion {

    private static final int NODES_PER_PANEL = 16;
    /** In standard deviations of the nearest increment; 16 nodes integrate two Gaussian kernels of that width to 1e-14. */
    private static final double PANEL_WIDTH = 1.5;
    /** Beyond this many standard deviations the normal density is below 1e-18. */
    private static final double NEGLIGIBLE = 9;

    private static final double[] POINTS = new double[NODES_PER_PANEL];
    private static final double[] WEIGHTS = new double[NODES_PER_PANEL];

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES_PER_PANEL);
        for (int i = 0; i < NODES_PER_PANEL; i++) {
            POINTS[i] = rule.getPoint(i);
            WEIGHTS[i] = rule.getWeight(i);
        }
    }

    private BoundaryRecursion() {
    }

    /**
     * Exit probabilities.
     *
     * @param information information at the looks, positive and strictly increasing
     * @param lower lower bounds of the standardised statistic z_k, possibly negative infinity
     * @param upper upper bounds of z_k, possibly positive infinity, not below the lower ones
     * @param effect the true effect
     * @throws IllegalArgumentException when the arrays are empty, of different length, out of order or hold NaN
     */
    public static ExitProbabilities exits(double[] information, double[] lower, double[] upper, double effect) {
        check(information, lower, upper);
        Arguments.finite("effect", effect);
        int looks = information.length;
        double last = information[looks - 1];
        double[] above = new double[looks];
        double[] below = new double[looks];
        Density density = Density.ORIGIN;
        double before = 0;
        for (int k = 0; k < looks; k++) {
            double fraction = information[k] / last;
            double step = Math.sqrt((information[k] - before) / last);
            double drift = effect * (information[k] - before) / Math.sqrt(last);
            double low = lower[k] * Math.sqrt(fraction);
            double high = upper[k] * Math.sqrt(fraction);
            for (int i = 0; i < density.points.length; i++) {
                double centre = density.points[i] + drift;
                above[k] += density.masses[i] * StandardNormal.survival((high - centre) / step);
                below[k] += density.masses[i] * StandardNormal.cdf((low - centre) / step);
            }
            if (k + 1 < looks) {
                double nextStep = Math.sqrt((information[k + 1] - information[k]) / last);
                double mean = effect * information[k] / Math.sqrt(last);
                double reach = NEGLIGIBLE * Math.sqrt(fraction);
                density = density.propagate(Math.max(low, mean - reach), Math.min(high, mean + reach), step, drift,
                        PANEL_WIDTH * Math.min(step, nextStep));
            }
            before = information[k];
        }
        return new ExitProbabilities(
                Arrays.stream(information).boxed().toList(),
                Arrays.stream(above).boxed().toList(),
                Arrays.stream(below).boxed().toList());
    }

    private static void check(double[] information, double[] lower, double[] upper) {
        if (information.length == 0 || lower.length != information.length || upper.length != information.length) {
            throw new IllegalArgumentException("information, lower and upper must have the same length, at least 1, but have "
                    + information.length + ", " + lower.length + " and " + upper.length);
        }
        double before = 0;
        for (int k = 0; k < information.length; k++) {
            Arguments.finite("information", information[k]);
            if (!(information[k] > before)) {
                throw new IllegalArgumentException("information must be positive and increasing but holds "
                        + information[k] + " after " + before);
            }
            if (!(lower[k] <= upper[k])) {
                throw new IllegalArgumentException("lower must not exceed upper but look " + (k + 1) + " has "
                        + lower[k] + " and " + upper[k]);
            }
            before = information[k];
        }
    }

    /** Mass of the paths still inside, at the nodes of a composite rule. */
    private record Density(double[] points, double[] masses) {

        static final Density ORIGIN = new Density(new double[] {0}, new double[] {1});

        Density propagate(double low, double high, double step, double drift, double panelWidth) {
            int panels = high > low ? (int) Math.ceil((high - low) / panelWidth) : 0;
            double half = panels == 0 ? 0 : 0.5 * (high - low) / panels;
            double[] nextPoints = new double[panels * NODES_PER_PANEL];
            double[] nextMasses = new double[nextPoints.length];
            double scale = half / (step * Math.sqrt(2 * Math.PI));
            int from = 0;
            for (int panel = 0; panel < panels; panel++) {
                double centre = low + (2 * panel + 1) * half;
                for (int node = 0; node < NODES_PER_PANEL; node++) {
                    double y = centre + half * POINTS[node];
                    // Nodes ascend, so the first one that can still reach y only moves up.
                    double reachable = y - drift - NEGLIGIBLE * step;
                    while (from < points.length && points[from] < reachable) {
                        from++;
                    }
                    int index = panel * NODES_PER_PANEL + node;
                    nextPoints[index] = y;
                    nextMasses[index] = WEIGHTS[node] * scale * transition(from, y - drift, step);
                }
            }
            return new Density(nextPoints, nextMasses);
        }

        private double transition(int from, double y, double step) {
            double sum = 0;
            double reachable = y + NEGLIGIBLE * step;
            for (int i = from; i < points.length && points[i] <= reachable; i++) {
                double distance = (y - points[i]) / step;
                sum += masses[i] * Math.exp(-0.5 * distance * distance);
            }
            return sum;
        }
    }
}
