package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.VarianceMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the counts of one metric into claims at the error rates of the spec.
 *
 * <p>Success metrics are judged two-sided at alpha/(S K), so that the probability of ever calling a useless challenger
 * superior stays below alpha/2 over S success metrics and K challengers. Guardrails must each be non-inferior one-sided at
 * alpha (intersection-union: all have to pass). Harm is tested one-sided at deteriorationAlpha/(K (S+G)), against zero for a
 * success metric and against the non-inferiority margin for a guardrail, because what the margin allows is no harm.
 */
public final class MetricAssessor {

    private final boolean unitsAreSticky;
    private final Map<String, MetricDesigns> designsByMetric;

    /**
     * Judges by the error rates, metrics and assignment unit of a spec.
     *
     * @param spec a valid spec
     */
    public MetricAssessor(ModelExperimentSpec spec) {
        this.unitsAreSticky = spec.assignment().unit().sticky();
        this.designsByMetric = spec.metrics().stream()
                .collect(Collectors.toUnmodifiableMap(Metric::name, metric -> MetricDesigns.of(metric, spec)));
    }

    /**
     * Judges one metric.
     *
     * @param metric a metric of the spec
     * @param challenger the challenger's name
     * @param strata counts by epoch of constant weights, clustered when the spec names a cluster label
     * @param hardLimit where the challenger stands against the metric's hard limit; empty before a window is complete
     */
    public MetricAssessment assess(Metric metric, String challenger, List<ProportionStratum> strata,
            Optional<HardLimitState> hardLimit) {
        MetricDesigns designs = designsByMetric.get(metric.name());
        Optional<EffectEstimate> absolute = StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE);
        Optional<EffectEstimate> relative = StratifiedProportions.estimate(strata, EffectScale.RELATIVE);
        Optional<EffectEstimate> deciding = designs.scale() == EffectSize.Type.Relative ? relative : absolute;
        boolean varianceUnknown = unitsAreSticky
                && absolute.filter(e -> e.varianceMethod() != VarianceMethod.UNIT_CLUSTERS).isPresent();
        Optional<EffectInterval> absoluteShown = absolute.map(e -> shown(e, designs, EffectSize.Type.Absolute, varianceUnknown));
        Optional<EffectInterval> relativeShown = relative.map(e -> shown(e, designs, EffectSize.Type.Relative, varianceUnknown));
        EffectInterval interval = (designs.scale() == EffectSize.Type.Relative ? relativeShown : absoluteShown).orElse(null);
        Optional<EffectEstimate> judged = varianceUnknown ? Optional.empty() : deciding;
        Claims claims = varianceUnknown ? Claims.NONE
                : deciding.map(estimate -> Claims.of(metric, designs, estimate, interval))
                .or(() -> absolute.flatMap(known -> LiftHarm.overEventlessChampion(strata))
                        .map(lent -> Claims.overEventlessChampion(designs, lent)))
                .orElse(Claims.NONE);
        boolean held = metric.nonInferiorityMargin() == null
                ? hardLimit.filter(limit -> !limit.broken()).isPresent() : claims.nonInferior();
        return new MetricAssessment(metric.name(), challenger, metric.role(),
                absolute.isEmpty() ? Verdict.NoData : claims.verdict(metric.role()),
                varianceUnknown ? Reason.UnitVarianceMissing.name() : "",
                designs.scale(), absoluteShown, relativeShown,
                absolute.map(EffectEstimate::champion).orElse(0.0), absolute.map(EffectEstimate::challenger).orElse(0.0),
                absolute.map(EffectEstimate::championTrials).orElse(0L), absolute.map(EffectEstimate::challengerTrials).orElse(0L),
                1 - designs.display().alpha(),
                judged.map(e -> designs.display().pValue(e, 0)).orElse(1.0),
                absolute.map(e -> e.varianceMethod().name()).orElse(""),
                judged.map(designs.display()::informationFraction).orElse(0.0),
                judged.map(e -> samplesPlanned(designs, e.champion())).orElse(0L),
                claims.futile(), held, hardLimit);
    }

    /** An interval from a variance that does not fit the units would be too narrow, so it is left open. */
    private static EffectInterval shown(EffectEstimate estimate, MetricDesigns designs, EffectSize.Type scale,
            boolean varianceUnknown) {
        Interval interval = varianceUnknown ? Interval.unbounded(1 - designs.display().alpha())
                : designs.displayOn(scale, estimate.champion()).interval(estimate);
        return new EffectInterval(estimate.effect(), interval.lower(), interval.upper());
    }

    /** Trials per variant at which a fixed sample with equal shares has the planned information, at the champion's rate. */
    private static long samplesPlanned(MetricDesigns designs, double rate) {
        if (rate <= 0 || rate >= 1) {
            return 0;
        }
        double perVariant = 2 * rate * (1 - rate) * designs.display().plannedInformation();
        return (long) Math.ceil(designs.scale() == EffectSize.Type.Relative ? perVariant / (rate * rate) : perVariant);
    }
}
