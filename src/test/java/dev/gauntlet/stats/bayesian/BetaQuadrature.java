package dev.gauntlet.stats.bayesian;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** The same probabilities by another way: many equal panels over the square root of a rate, and library distributions. */
final class BetaQuadrature {

    private static final int PANELS = 400;

    private BetaQuadrature() {
    }

    static double liftAbove(BetaComparison comparison, double lift) {
        BetaDistribution champion = BetaDistribution.of(comparison.champion().alpha(), comparison.champion().beta());
        return over(BetaDistribution.of(comparison.challenger().alpha(), comparison.challenger().beta()),
                rate -> champion.cumulativeProbability(Math.min(1, rate / (1 + lift))));
    }

    /** Over the arm whose rate may come down to 0, so that no kink lies inside the range. */
    static double differenceAbove(BetaComparison comparison, double difference) {
        BetaDistribution champion = BetaDistribution.of(comparison.champion().alpha(), comparison.champion().beta());
        BetaDistribution challenger = BetaDistribution.of(comparison.challenger().alpha(), comparison.challenger().beta());
        return difference < 0
                ? over(challenger, rate -> champion.cumulativeProbability(Math.min(1, rate - difference)))
                : over(champion, rate -> challenger.survivalProbability(Math.min(1, rate + difference)));
    }

    private static double over(BetaDistribution law, DoubleUnaryOperator probability) {
        double end = Math.sqrt(law.inverseSurvivalProbability(1e-18));
        double sum = 0;
        for (int panel = 0; panel < PANELS; panel++) {
            var rule = new GaussIntegratorFactory().legendre(12, end * panel / PANELS, end * (panel + 1) / PANELS);
            sum += rule.integrate(root -> root == 0 ? 0
                    : 2 * root * law.density(root * root) * probability.applyAsDouble(root * root));
        }
        return sum;
    }
}
