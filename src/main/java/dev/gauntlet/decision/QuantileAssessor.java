package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.MetricAssessment.Levels;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.VarianceMethod;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.QuantileComparison;
import dev.gauntlet.stats.histogram.QuantileDesign;
import dev.gauntlet.stats.histogram.QuantileEffect;
import dev.gauntlet.stats.histogram.QuantileResult;
import dev.gauntlet.stats.histogram.QuantileTarget;
import java.util.List;
import java.util.Optional;

/** Judges quantiles, by confidence sequences under every method of analysis, because buckets leave nothing else exact. */
final class QuantileAssessor {

    /** The tests are most sensitive once this many values lie beyond the quantile: where p99 is known to about half a bucket. */
    private static final double PLANNED_BEYOND = 400;
    /** A harm test that nobody asked for still needs a level; its claim is not used. */
    private static final double UNUSED_ALPHA = 0.01;

    private final boolean unitsAreSticky;

    QuantileAssessor(boolean unitsAreSticky) {
        this.unitsAreSticky = unitsAreSticky;
    }

    TypeAssessment assess(Metric metric, MetricDesigns designs, MetricData data) {
        if (!(data instanceof MetricData.Histograms histograms) || histograms.strata().isEmpty()) {
            return TypeAssessment.noData(data instanceof MetricData.Unusable unusable ? unusable.reason() : "");
        }
        List<HistogramStratum> strata = histograms.strata();
        double smallest = strata.get(0).totals().champion().upperBounds().get(0) > 0 ? 0 : Double.NEGATIVE_INFINITY;
        if (smallest < 0 && designs.scale() == EffectSize.Type.Relative) {
            return TypeAssessment.noData(Reason.LiftUndefined.name());
        }
        boolean clustered = strata.stream().allMatch(s -> !s.clusters().isEmpty());
        QuantileResult result = QuantileComparison.of(strata, target(metric, designs, smallest), design(metric, designs));
        if (result instanceof QuantileResult.TooFewValues) {
            return TypeAssessment.noData(Reason.TooFewValues.name());
        }
        QuantileEffect effect = result instanceof QuantileResult.Compared compared ? compared.effect()
                : ((QuantileResult.BucketsTooCoarse) result).effect();
        String reason = result instanceof QuantileResult.BucketsTooCoarse ? Reason.BucketsTooCoarse.name() : "";
        return found(metric, designs, effect, reason, clustered);
    }

    private TypeAssessment found(Metric metric, MetricDesigns designs, QuantileEffect effect, String reason, boolean clustered) {
        double champion = effect.interpolatedChampion().orElse(effect.champion().lower());
        double challenger = effect.interpolatedChallenger().orElse(effect.challenger().lower());
        boolean varianceFits = clustered || !unitsAreSticky;
        Interval range = varianceFits ? effect.effect() : Interval.unbounded(effect.effect().level());
        boolean relative = designs.scale() == EffectSize.Type.Relative;
        EffectInterval interval = new EffectInterval(relative ? challenger / champion - 1 : challenger - champion,
                range.lower(), range.upper());
        Claims claims = !varianceFits ? Claims.NONE : Claims.of(metric, designs.effect(), interval,
                        designs.nonInferiority().isPresent() && effect.nonInferior())
                .withHarm(designs.deterioration().isPresent() && effect.harmful());
        boolean differs = range.lower() > 0 || range.upper() < 0;
        return new TypeAssessment(relative ? Optional.empty() : Optional.of(interval), relative ? Optional.of(interval) : Optional.empty(),
                new Levels(champion, challenger, effect.championValues(), effect.challengerValues()),
                // The range has no p-value of its own; where it leaves out zero, its error rate is one.
                differs ? designs.display().alpha() : 1,
                (clustered ? VarianceMethod.UNIT_CLUSTERS : VarianceMethod.STRATUM).name(), PlanProgress.NONE, claims,
                varianceFits ? reason : Reason.UnitVarianceMissing.name(), Optional.empty());
    }

    private static QuantileTarget target(Metric metric, MetricDesigns designs, double smallest) {
        return new QuantileTarget(Double.parseDouble(metric.quantile()), metric.direction() == Metric.Direction.Decrease,
                designs.scale() == EffectSize.Type.Relative ? EffectScale.RELATIVE : EffectScale.ABSOLUTE,
                designs.nonInferiority().isPresent() ? designs.margin() : designs.effect(),
                designs.tolerance(), smallest);
    }

    private static QuantileDesign design(Metric metric, MetricDesigns designs) {
        double p = Double.parseDouble(metric.quantile());
        double planned = PLANNED_BEYOND / Math.min(p, 1 - p);
        return new QuantileDesign(designs.display().alpha(),
                designs.nonInferiority().map(OneSidedDesign::alpha).orElse(designs.display().alpha()),
                designs.deterioration().map(OneSidedDesign::alpha).orElse(UNUSED_ALPHA), planned, planned);
    }
}
