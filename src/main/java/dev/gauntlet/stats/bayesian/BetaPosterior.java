package dev.gauntlet.stats.bayesian;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.RelativeEntropy;
import dev.gauntlet.stats.StirlingError;
import java.util.Arrays;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Beta posterior of a rate, tabulated on the scale of its log odds, where its density is smooth and log-concave whatever the
 * counts: panels of 16 Legendre nodes that narrow towards the mode. Probabilities come from running integrals and their
 * interpolation, so that the work does not depend on the counts.
 */
public final class BetaPosterior {

    private static final double LOG_DROP = 42;
    private static final int PANELS_PER_SIDE = 8;

    private final double alpha;
    private final double beta;
    private final double mean;
    private final double logPeak;
    private final double[] ends;
    private final double[][] below;
    private final double[][] above;

    /**
     * A beta law.
     *
     * @param alpha first parameter, positive
     * @param beta second parameter, positive
     */
    public BetaPosterior(double alpha, double beta) {
        this.alpha = Arguments.positive("alpha", alpha);
        this.beta = Arguments.positive("beta", beta);
        mean = alpha / (alpha + beta);
        logPeak = 0.5 * (Math.log(alpha) + Math.log(beta) - Math.log(alpha + beta) - Math.log(2 * Math.PI))
                - StirlingError.of(alpha) - StirlingError.of(beta) + StirlingError.of(alpha + beta);
        ends = panelEnds();
        below = new double[ends.length - 1][LegendrePanel.NODES];
        above = new double[ends.length - 1][LegendrePanel.NODES];
        tabulate();
    }

    /**
     * The posterior of a rate after binomial counts.
     *
     * @param prior prior of the rate
     * @param counts what was seen, possibly nothing
     */
    public static BetaPosterior of(BetaPrior prior, BinomialCounts counts) {
        return new BetaPosterior(prior.alpha() + counts.successes(),
                prior.beta() + ((double) counts.trials() - counts.successes()));
    }

    /** First parameter: prior successes and those seen. */
    public double alpha() {
        return alpha;
    }

    /** Second parameter: prior failures and those seen. */
    public double beta() {
        return beta;
    }

    /** Posterior mean of the rate. */
    public double mean() {
        return mean;
    }

    /**
     * Equal-tailed credible interval of the rate.
     *
     * @param level its probability, strictly between 0 and 1
     */
    public Interval credibleInterval(double level) {
        double tail = (1 - Arguments.between("level", level, 0, 1)) / 2;
        double median = ends[PANELS_PER_SIDE];
        return new Interval(Logistic.probability(quantile(tail, true, median)),
                Logistic.probability(quantile(tail, false, median)), level);
    }

    /** Ends of the panels, in log odds. */
    double[] ends() {
        return ends;
    }

    /** Density of the log odds. */
    double density(double logit) {
        double p = Logistic.probability(logit);
        double q = Logistic.probability(-logit);
        if (p == 0 || q == 0) {
            return 0;
        }
        return Math.exp(logDensity(p, q));
    }

    /** Probability that the log odds lie below a value. */
    double below(double logit) {
        return lookUp(logit, below, 0, 1);
    }

    /** Probability that the log odds lie above a value. */
    double above(double logit) {
        return lookUp(logit, above, 1, 0);
    }

    private double quantile(double tail, boolean lower, double inside) {
        return new BrentSolver(1e-15, 1e-14, 0).findRoot(
                logit -> (lower ? below(logit) : above(logit)) - tail, ends[0], inside, ends[ends.length - 1]);
    }

    private double lookUp(double logit, double[][] table, double before, double after) {
        if (logit <= ends[0]) {
            return before;
        }
        if (logit >= ends[ends.length - 1]) {
            return after;
        }
        int found = Arrays.binarySearch(ends, logit);
        int panel = found >= 0 ? found : -found - 2;
        double at = (2 * logit - ends[panel] - ends[panel + 1]) / (ends[panel + 1] - ends[panel]);
        return Math.max(0, Math.min(1, LegendrePanel.interpolate(at, table[panel])));
    }

    /**
     * The peak less {@code (alpha+beta)} times the relative entropy of the mean to the rate; no digits are lost at large counts.
     */
    private double logDensity(double p, double q) {
        double other = beta / (alpha + beta);
        // The difference is taken between the smaller ones of each pair, which are the precise ones.
        double deviation = p < q ? mean - p : q - other;
        return logPeak - (alpha + beta)
                * (p * RelativeEntropy.excess(deviation / p) + q * RelativeEntropy.excess(-deviation / q));
    }

    private double[] panelEnds() {
        double mode = Math.log(alpha) - Math.log(beta);
        double unit = Math.sqrt(1 / alpha + 1 / beta);
        double left = reach(mode, -unit);
        double right = reach(mode, unit);
        double[] all = new double[2 * PANELS_PER_SIDE + 1];
        for (int k = 0; k <= PANELS_PER_SIDE; k++) {
            double share = (double) k * k / (PANELS_PER_SIDE * PANELS_PER_SIDE);
            all[PANELS_PER_SIDE - k] = mode - left * share;
            all[PANELS_PER_SIDE + k] = mode + right * share;
        }
        return all;
    }

    /** How far from the mode the density has fallen by the stated factor, within a few percent. */
    private double reach(double mode, double unit) {
        double near = 0;
        double far = unit;
        while (hasNotFallen(mode + far)) {
            near = far;
            far *= 2;
        }
        for (int halving = 0; halving < 5; halving++) {
            double middle = 0.5 * (near + far);
            if (hasNotFallen(mode + middle)) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return Math.abs(far);
    }

    private boolean hasNotFallen(double logit) {
        double p = Logistic.probability(logit);
        double q = Logistic.probability(-logit);
        return p > 0 && q > 0 && logDensity(p, q) > logPeak - LOG_DROP;
    }

    private void tabulate() {
        double[] values = new double[LegendrePanel.NODES];
        double[] totals = new double[below.length];
        double running = 0;
        for (int panel = 0; panel < below.length; panel++) {
            double half = (ends[panel + 1] - ends[panel]) / 2;
            for (int j = 0; j < values.length; j++) {
                values[j] = half * density(ends[panel] + half * (1 + LegendrePanel.node(j)));
                totals[panel] += LegendrePanel.weight(j) * values[j];
            }
            for (int j = 0; j < values.length; j++) {
                double upTo = LegendrePanel.integralUpTo(j, values);
                below[panel][j] = running + upTo;
                above[panel][j] = totals[panel] - upTo;
            }
            running += totals[panel];
        }
        double beyond = 0;
        for (int panel = below.length - 1; panel >= 0; panel--) {
            for (int j = 0; j < values.length; j++) {
                above[panel][j] += beyond;
            }
            beyond += totals[panel];
        }
    }
}
