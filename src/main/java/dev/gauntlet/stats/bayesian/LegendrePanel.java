package dev.gauntlet.stats.bayesian;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * A Gauss-Legendre rule on [-1, 1] with what else its nodes are good for: running integrals and interpolation of smooth
 * functions.
 */
final class LegendrePanel {

    /** Number of nodes: on panels no wider than a smooth density, integrals are exact to rounding. */
    static final int NODES = 16;

    private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(NODES);
    private static final double[] BARYCENTRIC = barycentric();
    private static final double[][] FROM_LEFT = fromLeft();

    private LegendrePanel() {
    }

    static double node(int j) {
        return RULE.getPoint(j);
    }

    static double weight(int j) {
        return RULE.getWeight(j);
    }

    /** Integral from -1 to node j of the polynomial through the values at the nodes. */
    static double integralUpTo(int j, double[] values) {
        double sum = 0;
        for (int k = 0; k < NODES; k++) {
            sum += FROM_LEFT[j][k] * values[k];
        }
        return sum;
    }

    /** The polynomial through the values at the nodes, by the barycentric formula. */
    static double interpolate(double at, double[] values) {
        double numerator = 0;
        double denominator = 0;
        for (int k = 0; k < NODES; k++) {
            double distance = at - node(k);
            if (distance == 0) {
                return values[k];
            }
            double term = BARYCENTRIC[k] / distance;
            numerator += term * values[k];
            denominator += term;
        }
        return numerator / denominator;
    }

    private static double[] barycentric() {
        double[] weights = new double[NODES];
        for (int k = 0; k < NODES; k++) {
            weights[k] = (k % 2 == 0 ? 1 : -1) * Math.sqrt((1 - node(k) * node(k)) * weight(k));
        }
        return weights;
    }

    private static double[][] fromLeft() {
        double[][] matrix = new double[NODES][NODES];
        for (int j = 0; j < NODES; j++) {
            double half = (node(j) + 1) / 2;
            for (int k = 0; k < NODES; k++) {
                double[] unit = new double[NODES];
                unit[k] = 1;
                for (int i = 0; i < NODES; i++) {
                    matrix[j][k] += half * weight(i) * interpolate(-1 + half * (1 + node(i)), unit);
                }
            }
        }
        return matrix;
    }
}
