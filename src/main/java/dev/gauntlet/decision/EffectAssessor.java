package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.MetricAssessment.Levels;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import dev.gauntlet.stats.EffectEstimate;
import java.util.Optional;

/** Judges the types that are compared by an effect with a standard error: Proportion, Mean, Ratio and Count. */
final class EffectAssessor {

    private final AnalysisMethod method;
    private final boolean unitsAreSticky;

    EffectAssessor(AnalysisMethod method, boolean unitsAreSticky) {
        this.method = method;
        this.unitsAreSticky = unitsAreSticky;
    }

    TypeAssessment assess(Metric metric, String challenger, MetricDesigns designs, MetricData data) {
        EffectEvidence evidence = EffectEvidence.of(metric, data, unitsAreSticky);
        if (evidence.absolute().isEmpty()) {
            return TypeAssessment.noData(unusable(metric, data));
        }
        EffectEstimate shown = evidence.absolute().get();
        Levels levels = new Levels(shown.champion(), shown.challenger(), shown.championTrials(), shown.challengerTrials());
        if (!evidence.varianceFits()) {
            return new TypeAssessment(evidence.absolute().map(EffectInterval::open), evidence.relative().map(EffectInterval::open), levels,
                    1, shown.varianceMethod().name(), PlanProgress.NONE, Claims.NONE, Reason.UnitVarianceMissing.name(), Optional.empty());
        }
        Optional<EffectEstimate> deciding = evidence.on(designs.scale());
        MethodResult result = method.judge(metric, challenger, designs, evidence);
        String reason = deciding.isEmpty() ? Reason.LiftUndefined.name() : result.reason();
        return new TypeAssessment(result.absolute(), result.relative(), levels, result.pValue(), shown.varianceMethod().name(),
                deciding.map(e -> progress(designs, e)).orElse(PlanProgress.NONE),
                result.claims().withHarm(HarmTest.deteriorated(metric, designs, data, deciding)), reason,
                deciding.map(e -> EffectPosterior.report(metric, designs, e)));
    }

    /** Why there is no estimate: nothing usable, nothing yet, or data without a variance. */
    private static String unusable(Metric metric, MetricData data) {
        if (data instanceof MetricData.Unusable unusable) {
            return unusable.reason();
        }
        boolean observed = data instanceof MetricData.Sums sums && sums.strata().stream().anyMatch(s -> s.totals().isComparable());
        return observed && metric.type() != Metric.Type.Count ? Reason.VarianceUnknown.name() : "";
    }

    /** Information so far, and the samples per variant of a fixed sample with equal shares at the variance seen so far. */
    private static PlanProgress progress(MetricDesigns designs, EffectEstimate estimate) {
        double planned = designs.display().plannedInformation();
        double perSample = estimate.variance() / (1.0 / estimate.championTrials() + 1.0 / estimate.challengerTrials());
        return new PlanProgress(designs.display().informationFraction(estimate), (long) Math.ceil(2 * perSample * planned));
    }
}
