package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.counts.EventRateSequence;
import java.util.List;
import java.util.Optional;

/** Normal-mixture confidence sequences: everything may be claimed at every look. */
final class ConfidenceSequenceMethod implements AnalysisMethod {

    @Override
    public MethodResult judge(Metric metric, String challenger, MetricDesigns designs, EffectEvidence evidence) {
        Optional<EffectInterval> absolute = evidence.absolute().map(e -> interval(e, designs, EffectSize.Type.Absolute));
        Optional<EffectInterval> relative = evidence.relative().map(e -> interval(e, designs, EffectSize.Type.Relative));
        if (designs.scale() == EffectSize.Type.Relative && evidence.events().isPresent() && relative.isPresent()) {
            return exact(metric, designs, absolute, evidence.events().get());
        }
        Optional<EffectEstimate> deciding = evidence.on(designs.scale());
        Claims claims = deciding.map(estimate -> Claims.of(metric, designs.effect(),
                (designs.scale() == EffectSize.Type.Relative ? relative : absolute).orElseThrow(),
                designs.nonInferiority().filter(design ->
                        OneSidedEvidence.nonInferior(metric, design, estimate, designs.margin())).isPresent())).orElse(Claims.NONE);
        return new MethodResult(absolute, relative, deciding.map(e -> designs.display().pValue(e, 0)).orElse(1.0), claims, "");
    }

    private static EffectInterval interval(EffectEstimate estimate, MetricDesigns designs, EffectSize.Type scale) {
        Interval interval = designs.displayOn(scale, estimate.champion()).interval(estimate);
        return new EffectInterval(estimate.effect(), interval.lower(), interval.upper());
    }

    /** Event rates are compared by their ratio without any approximation. */
    private static MethodResult exact(Metric metric, MetricDesigns designs, Optional<EffectInterval> absolute, List<SumsStratum> events) {
        Interval lift = EventRateSequence.liftInterval(events, designs.display().alpha());
        EffectInterval interval = new EffectInterval(EventRateSequence.rateRatio(events).orElse(1) - 1, lift.lower(), lift.upper());
        boolean nonInferior = designs.nonInferiority().filter(design -> OneSidedEvidence.refutes(design,
                metric.direction() == Metric.Direction.Decrease
                        ? EventRateSequence.logEValueBelow(events, 1 + designs.margin())
                        : EventRateSequence.logEValueAbove(events, Math.max(Double.MIN_NORMAL, 1 - designs.margin())))).isPresent();
        return new MethodResult(absolute, Optional.of(interval), EventRateSequence.pValue(events, 1),
                Claims.of(metric, designs.effect(), interval, nonInferior), "");
    }
}
