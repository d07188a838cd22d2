package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.bayesian.NormalPosterior;
import java.util.Optional;

/**
 * Decides by posterior probabilities: superior once the credible interval leaves out zero. Whoever asks for this gives up the stated
 * frequency of wrong decisions, which under continuous looking is a multiple of alpha.
 */
final class BayesianMethod implements AnalysisMethod {

    @Override
    public MethodResult judge(Metric metric, String challenger, MetricDesigns designs, EffectEvidence evidence) {
        Optional<EffectEstimate> deciding = evidence.on(designs.scale());
        Optional<EffectInterval> credible = deciding.map(estimate -> {
            NormalPosterior posterior = EffectPosterior.of(designs, estimate);
            Interval interval = posterior.credibleInterval(1 - designs.display().alpha());
            return new EffectInterval(posterior.mean(), interval.lower(), interval.upper());
        });
        Claims claims = deciding.map(estimate -> Claims.of(metric, designs.effect(), credible.orElseThrow(),
                nonInferior(metric, designs, estimate))).orElse(Claims.NONE);
        return new MethodResult(shown(evidence.absolute(), designs, EffectSize.Type.Absolute, credible),
                shown(evidence.relative(), designs, EffectSize.Type.Relative, credible), 1, claims, "");
    }

    private static boolean nonInferior(Metric metric, MetricDesigns designs, EffectEstimate estimate) {
        if (designs.nonInferiority().isEmpty()) {
            return false;
        }
        NormalPosterior posterior = EffectPosterior.of(designs, estimate);
        double probability = metric.direction() == Metric.Direction.Increase
                ? posterior.probabilityAbove(-designs.margin()) : posterior.probabilityBelow(designs.margin());
        return probability >= 1 - designs.nonInferiority().get().alpha();
    }

    private static Optional<EffectInterval> shown(Optional<EffectEstimate> estimate, MetricDesigns designs, EffectSize.Type scale,
            Optional<EffectInterval> credible) {
        return scale == designs.scale() ? credible : estimate.map(EffectInterval::open);
    }
}
