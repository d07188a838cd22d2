package dev.gauntlet.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Law of an estimated standard deviation over the true one, {@code s = sqrt(chi2_v / v)}, as nodes and weights of a composite
 * Gauss-Legendre rule in log s: a Student law is the normal law divided by s, so its probabilities are means over s.
 */
public final class StudentScale {

    private static final int NODES_PER_PANEL = 16;

    /** Weights below exp(-REACH) of the largest are left out. */
    private static final double REACH = 100;

    private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(NODES_PER_PANEL);

    private final double[] scales;
    private final double[] weights;

    private StudentScale(double[] scales, double[] weights) {
        this.scales = scales;
        this.weights = weights;
    }

    /**
     * The law for some degrees of freedom v. The density of u = log s is proportional to {@code exp(-v/2 (e^{2u} - 1 - 2u))};
     * weights are normalised by their sum, so no gamma function is needed and nothing cancels for large v.
     *
     * @param degreesOfFreedom finite, at least 1, need not be whole
     * @throws IllegalArgumentException when there is less than one degree of freedom
     */
    public static StudentScale of(double degreesOfFreedom) {
        if (!(Arguments.finite("degreesOfFreedom", degreesOfFreedom) >= 1)) {
            throw new IllegalArgumentException("degreesOfFreedom must be at least 1 but is " + degreesOfFreedom);
        }
        double half = degreesOfFreedom / 2;
        double low = -reach(half, -1);
        double high = reach(half, 1);
        double width = Math.min(0.75, 1.5 / Math.sqrt(4 * half));
        int panels = (int) Math.ceil((high - low) / width);
        double step = 0.5 * (high - low) / panels;
        double[] scales = new double[panels * NODES_PER_PANEL];
        double[] weights = new double[scales.length];
        double sum = 0;
        for (int i = 0; i < scales.length; i++) {
            double u = low + step * (2 * (i / NODES_PER_PANEL) + 1 + RULE.getPoint(i % NODES_PER_PANEL));
            scales[i] = Math.exp(u);
            weights[i] = RULE.getWeight(i % NODES_PER_PANEL) * Math.exp(-half * decay(u));
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new StudentScale(scales, weights);
    }

    /** Mean of a smooth function of the scale. */
    public double mean(DoubleUnaryOperator function) {
        double sum = 0;
        for (int i = 0; i < scales.length; i++) {
            sum += weights[i] * function.applyAsDouble(scales[i]);
        }
        return sum;
    }

    /** Distance from 0 at which the weight falls below exp(-REACH), by doubling and halving; a generous end does no harm. */
    private static double reach(double half, int sign) {
        double near = 0;
        double far = 1e-9;
        while (half * decay(sign * far) < REACH) {
            near = far;
            far *= 2;
        }
        for (int i = 0; i < 20; i++) {
            double middle = 0.5 * (near + far);
            if (half * decay(sign * middle) < REACH) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return far;
    }

    private static double decay(double u) {
        double x = 2 * u;
        // The difference cancels near 0; four terms of its series leave less than 1e-13 of it.
        return Math.abs(x) < 1e-3 ? x * x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5))) : Math.expm1(x) - x;
    }
}
