package dev.gauntlet.stats.counts;

import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Chi-square tests of the traffic split against the weights. They hold for one look; a controller that looks again and again
 * needs the anytime-valid test. A p-value below {@link #MISMATCH} is a sample ratio mismatch (Fabijan et al. 2019 use 0.0005).
 */
public final class SampleRatioChiSquare {

    /** Usual limit: a mismatch spoils every other result, and false alarms must be rare. */
    public static final double MISMATCH = 0.001;

    /** Relative deviations below this take the series of the deviance. */
    private static final double SMALL = 0.05;

    private SampleRatioChiSquare() {
    }

    /** Pearson's {@code sum (O-E)^2/E} with one degree of freedom less than there are variants with a weight. */
    public static ChiSquareTest pearson(TrafficSplit split) {
        return ChiSquareTest.of(pearsonStatistic(split), split.weighted() - 1);
    }

    /** Likelihood ratio {@code 2 sum O log(O/E)} with the same degrees of freedom. */
    public static ChiSquareTest likelihoodRatio(TrafficSplit split) {
        double statistic = split.isImpossible() ? Double.POSITIVE_INFINITY : 0;
        double total = split.total();
        for (int i = 0; i < split.variants() && total > 0; i++) {
            double expected = total * split.share(i);
            if (expected > 0) {
                statistic += 2 * expected * deviance((split.observed().get(i) - expected) / expected);
            }
        }
        return ChiSquareTest.of(statistic, split.weighted() - 1);
    }

    /**
     * Sum of Pearson's statistics over the steps of a ramp: finds deviations of any kind in any step. Steps without traffic
     * count neither in the sum nor in the degrees of freedom.
     *
     * @param steps one split for each stretch of constant weights, with the variants in one order
     */
    public static ChiSquareTest bySteps(List<TrafficSplit> steps) {
        double statistic = 0;
        int degrees = 0;
        for (TrafficSplit step : steps) {
            if (step.total() > 0) {
                statistic += pearsonStatistic(step);
                degrees += step.weighted() - 1;
            }
        }
        return ChiSquareTest.of(statistic, degrees);
    }

    /**
     * Score test of the deviations added over the steps of a ramp: {@code D' Cov^-1 D} with D the sum of observed minus
     * expected counts and Cov the sum of the multinomial covariances. More sensitive than {@link #bySteps} to a variant that
     * gets too much or too little all along, and blind to deviations that cancel. The degrees of freedom are the rank of Cov.
     *
     * @param steps one split for each stretch of constant weights, with the variants in one order
     * @throws IllegalArgumentException when the steps differ in their number of variants
     */
    public static ChiSquareTest pooled(List<TrafficSplit> steps) {
        int variants = steps.isEmpty() ? 0 : steps.get(0).variants();
        double[] deviation = new double[variants];
        double[][] covariance = new double[variants][variants];
        boolean impossible = false;
        for (TrafficSplit step : steps) {
            if (step.variants() != variants) {
                throw new IllegalArgumentException("steps must all have " + variants + " variants but one has "
                        + step.variants());
            }
            impossible |= step.isImpossible();
            add(step, deviation, covariance);
        }
        // On the scale of each variant's own noise rounding is harmless, however unequal the variants are.
        RealVector scaled = new ArrayRealVector(variants);
        RealMatrix correlation = new Array2DRowRealMatrix(Math.max(1, variants), Math.max(1, variants));
        for (int i = 0; i < variants; i++) {
            for (int j = 0; j < variants; j++) {
                double scale = Math.sqrt(covariance[i][i]) * Math.sqrt(covariance[j][j]);
                correlation.setEntry(i, j, scale > 0 ? covariance[i][j] / scale : 0);
            }
            scaled.setEntry(i, covariance[i][i] > 0 ? deviation[i] / Math.sqrt(covariance[i][i]) : 0);
        }
        return score(scaled, correlation, impossible);
    }

    private static ChiSquareTest score(RealVector deviation, RealMatrix correlation, boolean impossible) {
        SingularValueDecomposition decomposition = new SingularValueDecomposition(correlation);
        double[] sizes = decomposition.getSingularValues();
        double statistic = impossible ? Double.POSITIVE_INFINITY : 0;
        int rank = 0;
        for (int i = 0; i < deviation.getDimension(); i++) {
            if (sizes[i] > 1e-10) {
                double component = decomposition.getU().getColumnVector(i).dotProduct(deviation);
                statistic += component * component / sizes[i];
                rank++;
            }
        }
        return ChiSquareTest.of(statistic, rank);
    }

    private static void add(TrafficSplit step, double[] deviation, double[][] covariance) {
        double total = step.total();
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] += step.observed().get(i) - total * step.share(i);
            for (int j = 0; j < deviation.length; j++) {
                covariance[i][j] += total * step.share(i) * ((i == j ? 1 : 0) - step.share(j));
            }
        }
    }

    private static double pearsonStatistic(TrafficSplit split) {
        if (split.isImpossible()) {
            return Double.POSITIVE_INFINITY;
        }
        double total = split.total();
        double sum = 0;
        for (int i = 0; i < split.variants(); i++) {
            double expected = total * split.share(i);
            if (expected > 0) {
                double deviation = split.observed().get(i) - expected;
                sum += deviation / expected * deviation;
            }
        }
        return sum;
    }

    /** {@code (1+x) log(1+x) - x}, without cancellation near 0; 1 at x = -1. */
    private static double deviance(double x) {
        if (x <= -1) {
            return 1;
        }
        if (Math.abs(x) > SMALL) {
            return (1 + x) * Math.log1p(x) - x;
        }
        double sum = 0;
        double power = -x;
        for (int k = 2; k <= 14; k++) {
            power *= -x;
            sum += power / (k * (k - 1.0));
        }
        return sum;
    }
}
