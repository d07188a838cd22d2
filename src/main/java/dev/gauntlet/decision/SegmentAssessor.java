package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;

/**
 * Effects by segment, always valid, with alpha shared evenly over the segments seen so far (one that appears later adds its share); they
 * are shown beside the verdict, and only their harm is worth acting on. Segments are counted without clusters, so with sticky units
 * nothing but the estimates is shown.
 */
public final class SegmentAssessor {

    private final ModelExperimentSpec spec;
    private final boolean shadow;

    /**
     * Judges by the error rates of a spec.
     *
     * @param spec a valid spec
     * @param shadow whether the challengers only had copies of requests, which show nothing about success
     */
    public SegmentAssessor(ModelExperimentSpec spec, boolean shadow) {
        this.spec = spec;
        this.shadow = shadow;
    }

    /**
     * The segments of every success metric and guardrail that is compared by an effect; in a shadow those of guardrails only.
     *
     * @param sums gives the strata of each segment of a metric (first argument) and challenger (second)
     */
    public List<SegmentEffect> assess(BiFunction<String, String, SortedMap<String, List<SumsStratum>>> sums) {
        List<SegmentEffect> effects = new ArrayList<>();
        if (spec.analysis().segmentLabels().isEmpty()) {
            return effects;
        }
        for (Metric metric : spec.metrics()) {
            for (Variant challenger : spec.challengers()) {
                if (isJudged(metric) && isCompared(metric)) {
                    effects.addAll(segments(metric, challenger.name(), sums.apply(metric.name(), challenger.name())));
                }
            }
        }
        return effects;
    }

    private List<SegmentEffect> segments(Metric metric, String challenger, SortedMap<String, List<SumsStratum>> segments) {
        MetricDesigns designs = MetricDesigns.of(metric, spec).sharedBy(Math.max(1, segments.size()));
        List<SegmentEffect> effects = new ArrayList<>();
        for (Map.Entry<String, List<SumsStratum>> segment : segments.entrySet()) {
            MetricData data = data(metric, segment.getValue());
            EffectEvidence evidence = EffectEvidence.of(metric, data, spec.assignment().unit().sticky());
            evidence.on(designs.scale()).ifPresent(estimate -> effects.add(segment(metric, challenger, designs, segment.getKey(), data,
                    evidence, estimate)));
        }
        return effects;
    }

    private static SegmentEffect segment(Metric metric, String challenger, MetricDesigns designs, String name, MetricData data,
            EffectEvidence evidence, EffectEstimate estimate) {
        Interval interval = evidence.varianceFits() ? designs.display().interval(estimate)
                : Interval.unbounded(1 - designs.display().alpha());
        Optional<OneSidedDesign> harm = designs.deterioration();
        return new SegmentEffect(metric.name(), challenger, name,
                new EffectInterval(estimate.effect(), interval.lower(), interval.upper()),
                estimate.championTrials() + estimate.challengerTrials(),
                harm.isPresent() && evidence.varianceFits() && HarmTest.deteriorated(metric, designs, data, Optional.of(estimate)));
    }

    private boolean isJudged(Metric metric) {
        return metric.role() == Metric.Role.Guardrail || metric.role() == Metric.Role.Success && !shadow;
    }

    private static boolean isCompared(Metric metric) {
        return switch (metric.type()) {
            case Proportion, Mean, Ratio, Count -> true;
            case Quantile, Drift, Gauge -> false;
        };
    }

    private static MetricData data(Metric metric, List<SumsStratum> strata) {
        return metric.type() != Metric.Type.Proportion ? new MetricData.Sums(strata)
                : new MetricData.Proportions(strata.stream().map(s -> ProportionStratum.unclustered(
                        counts(s.totals().challenger().denominator(), s.totals().challenger().numerator()),
                        counts(s.totals().champion().denominator(), s.totals().champion().numerator()))).toList());
    }

    private static BinomialCounts counts(double trials, double successes) {
        return new BinomialCounts(Math.round(trials), Math.min(Math.round(trials), Math.round(successes)));
    }
}
