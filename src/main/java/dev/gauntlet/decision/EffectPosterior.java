package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.bayesian.NormalPosterior;
import dev.gauntlet.stats.bayesian.NormalPrior;

/**
 * The Bayesian view of an effect. Its prior is normal around no effect, with twice the minimum detectable effect (of a guardrail,
 * its margin) for standard deviation: effects of the size that was planned for are likely, effects many times larger are not.
 */
final class EffectPosterior {

    private static final double PRIOR_WIDTH = 2;

    private EffectPosterior() {
    }

    /** The posterior of an effect on the scale that decides. */
    static NormalPosterior of(MetricDesigns designs, EffectEstimate estimate) {
        return NormalPosterior.of(new NormalPrior(0, PRIOR_WIDTH * designs.effect()), estimate);
    }

    /** The same in the words of status, oriented so that better is better. */
    static Posterior report(Metric metric, MetricDesigns designs, EffectEstimate estimate) {
        NormalPosterior posterior = of(designs, estimate);
        boolean upwards = metric.direction() == Metric.Direction.Increase;
        double practical = metric.practicalEffect() == null ? 0 : metric.practicalEffect().asDouble();
        Interval credible = posterior.credibleInterval(1 - designs.display().alpha());
        return new Posterior(
                upwards ? posterior.probabilityAbove(0) : posterior.probabilityBelow(0),
                upwards ? posterior.probabilityAbove(practical) : posterior.probabilityBelow(-practical),
                upwards ? posterior.expectedLossOfChallenger() : posterior.expectedLossOfChampion(),
                credible.lower(), credible.upper());
    }
}
