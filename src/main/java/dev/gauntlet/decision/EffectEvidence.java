package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectEstimates;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.StratifiedSums;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.SumsVariance;
import dev.gauntlet.stats.VarianceMethod;
import java.util.List;
import java.util.Optional;

/**
 * The estimated effect of a challenger on both scales.
 *
 * @param absolute the difference; empty without data or without a variance
 * @param relative the lift; empty also where the champion's value allows none
 * @param varianceFits whether the variance is right for the unit of assignment; if not, only the estimates can be shown
 * @param events events and exposures of a Count without clusters, whose law is known exactly; else empty
 */
record EffectEvidence(Optional<EffectEstimate> absolute, Optional<EffectEstimate> relative, boolean varianceFits,
        Optional<List<SumsStratum>> events) {

    /**
     * The evidence of a metric that is compared by an effect with a standard error.
     *
     * @param metric the metric
     * @param data what was counted
     * @param sticky whether a unit keeps its variant over many observations
     */
    static EffectEvidence of(Metric metric, MetricData data, boolean sticky) {
        if (data instanceof MetricData.Proportions proportions) {
            return of(StratifiedProportions.onBothScales(proportions.strata()), sticky, Optional.empty());
        }
        if (data instanceof MetricData.Sums sums) {
            SumsVariance variance = switch (metric.type()) {
                case Mean -> SumsVariance.mean();
                case Count -> SumsVariance.eventRate();
                default -> SumsVariance.ratio();
            };
            boolean independent = metric.type() == Metric.Type.Count && !sticky && sums.strata().stream().allMatch(s -> s.clusters().isEmpty());
            return of(StratifiedSums.onBothScales(sums.strata(), variance), sticky, independent ? Optional.of(sums.strata()) : Optional.empty());
        }
        return of(EffectEstimates.NONE, sticky, Optional.empty());
    }

    private static EffectEvidence of(EffectEstimates effect, boolean sticky, Optional<List<SumsStratum>> events) {
        boolean clustered = effect.absolute().filter(e -> e.varianceMethod() != VarianceMethod.UNIT_CLUSTERS).isEmpty();
        return new EffectEvidence(effect.absolute(), effect.relative(), !sticky || clustered, events);
    }

    /** The estimate on a scale. */
    Optional<EffectEstimate> on(EffectSize.Type scale) {
        return scale == EffectSize.Type.Relative ? relative : absolute;
    }
}
