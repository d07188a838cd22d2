package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.StudentScale;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Several challengers against one champion (Dunnett 1955). The statistics share the champion's noise: with {@code l_i =
 * sqrt(n_i/(n_i + n_0))} they correlate as {@code l_i l_j}, so they are {@code Z_i = l_i X + sqrt(1 - l_i^2) E_i} with
 * independent normal X and E_i, and
 * <pre>
 * P(max Z_i > c) = integral phi(x) (1 - prod_i (1 - Q((c - l_i x)/sqrt(1 - l_i^2)))) dx
 * </pre> (both tails of each factor for a two-sided test). The product is summed as logarithms, so small probabilities keep
 * their digits. With an estimated variance c is scaled by its error and the result averaged over that. One look only: the
 * statistics must not be peeked at.
 */
public final class Dunnett {

    private static final int NODES_PER_PANEL = 16;
    /** In units of the shared noise, and of the narrowest step of a factor. */
    private static final double PANEL_WIDTH = 1.5;
    /** Panels do not get narrower than this; steps that need it come from allocations beyond 1 to 10000. */
    private static final double NARROWEST = 0.015;
    /** Beyond this many standard deviations the normal density is below 1e-18. */
    private static final double NEGLIGIBLE = 9;

    private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(NODES_PER_PANEL);

    private final double[] loadings;
    private final double[] residuals;
    private final boolean twoSided;

    /**
     * @param challengerSizes observations of each challenger, at least one number, all positive
     * @param championSize observations of the champion, positive
     * @param sides 1 (large statistics are evidence) or 2
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public Dunnett(List<Double> challengerSizes, double championSize, int sides) {
        Arguments.positive("championSize", championSize);
        if (challengerSizes.isEmpty()) {
            throw new IllegalArgumentException("challengerSizes must hold at least one");
        }
        if (sides != 1 && sides != 2) {
            throw new IllegalArgumentException("sides must be 1 or 2 but is " + sides);
        }
        challengerSizes.forEach(size -> Arguments.positive("challengerSizes", size));
        loadings = challengerSizes.stream().mapToDouble(n -> Math.sqrt(n / (n + championSize))).toArray();
        residuals = challengerSizes.stream().mapToDouble(n -> Math.sqrt(championSize / (n + championSize))).toArray();
        twoSided = sides == 2;
    }

    /**
     * The value that the largest statistic exceeds with probability alpha when no challenger differs.
     *
     * @param alpha probability of any false rejection, strictly between 0 and 0.5
     * @param degreesOfFreedom of the common variance, at least 1; positive infinity when it is known
     */
    public double criticalValue(double alpha, double degreesOfFreedom) {
        Arguments.between("alpha", alpha, 0, 0.5);
        double single = quantile(degreesOfFreedom, alpha / (twoSided ? 2 : 1));
        if (loadings.length == 1) {
            return single;
        }
        DoubleUnaryOperator exceedance = exceedance(degreesOfFreedom);
        double target = Math.log(alpha);
        DoubleUnaryOperator excess = c -> Math.log(exceedance.applyAsDouble(c)) - target;
        // Any correlation lies between the same statistic many times and Bonferroni's bound; the margin covers rounding at both.
        return new BrentSolver(1e-13, Double.MIN_NORMAL, 1e-15).findRoot(
                excess, single * (1 - 1e-9), bonferroniCriticalValue(alpha, degreesOfFreedom) * (1 + 1e-9));
    }

    /**
     * The critical value when each of the challengers is tested at alpha over their number; never below {@link #criticalValue}.
     */
    public double bonferroniCriticalValue(double alpha, double degreesOfFreedom) {
        Arguments.between("alpha", alpha, 0, 0.5);
        return quantile(degreesOfFreedom, alpha / loadings.length / (twoSided ? 2 : 1));
    }

    /**
     * Single-step adjusted p-values: the probability that the largest of all statistics reaches the observed one when no
     * challenger differs.
     *
     * @param statistics one for each challenger, finite
     * @param degreesOfFreedom of the common variance, at least 1; positive infinity when it is known
     */
    public List<Double> adjustedPValues(List<Double> statistics, double degreesOfFreedom) {
        if (statistics.size() != loadings.length) {
            throw new IllegalArgumentException("statistics must hold one number for each of the " + loadings.length
                    + " challengers but hold " + statistics.size());
        }
        statistics.forEach(statistic -> Arguments.finite("statistics", statistic));
        DoubleUnaryOperator exceedance = exceedance(degreesOfFreedom);
        return statistics.stream()
                .map(statistic -> Math.min(1, exceedance.applyAsDouble(twoSided ? Math.abs(statistic) : statistic)))
                .toList();
    }

    private DoubleUnaryOperator exceedance(double degreesOfFreedom) {
        if (degreesOfFreedom == Double.POSITIVE_INFINITY) {
            return this::normalExceedance;
        }
        StudentScale scale = StudentScale.of(degreesOfFreedom);
        return c -> scale.mean(s -> normalExceedance(c * s));
    }

    private double normalExceedance(double c) {
        double steepest = PANEL_WIDTH;
        double low = 0;
        double high = 0;
        for (int i = 0; i < loadings.length; i++) {
            steepest = Math.min(steepest, PANEL_WIDTH * residuals[i] / loadings[i]);
            low = Math.min(low, loadings[i] * c);
            high = Math.max(high, loadings[i] * c);
        }
        // Two-sided integrands are symmetric in x.
        double from = twoSided ? 0 : low - NEGLIGIBLE;
        double to = high + NEGLIGIBLE;
        int panels = (int) Math.ceil((to - from) / Math.max(steepest, NARROWEST));
        double half = 0.5 * (to - from) / panels;
        double sum = 0;
        for (int panel = 0; panel < panels; panel++) {
            double centre = from + (2 * panel + 1) * half;
            for (int node = 0; node < NODES_PER_PANEL; node++) {
                double x = centre + half * RULE.getPoint(node);
                sum += half * RULE.getWeight(node) * StandardNormal.density(x) * exceedanceGiven(x, c);
            }
        }
        return twoSided ? 2 * sum : sum;
    }

    private double exceedanceGiven(double shared, double c) {
        double logNone = 0;
        for (int i = 0; i < loadings.length; i++) {
            double mean = loadings[i] * shared;
            double tail = StandardNormal.survival((c - mean) / residuals[i]);
            if (twoSided) {
                tail += StandardNormal.survival((c + mean) / residuals[i]);
            }
            logNone += Math.log1p(-Math.min(1, tail));
        }
        return -Math.expm1(logNone);
    }

    private static double quantile(double degreesOfFreedom, double upperTail) {
        return degreesOfFreedom == Double.POSITIVE_INFINITY
                ? StandardNormal.upperQuantile(upperTail)
                : TDistribution.of(Arguments.positive("degreesOfFreedom", degreesOfFreedom))
                        .inverseSurvivalProbability(upperTail);
    }
}
