package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.groupsequential.LookOutcome;
import java.util.Optional;

/** Planned looks: what the last look said stands until the next one; in between nothing new is claimed. */
final class PlannedLooksMethod implements AnalysisMethod {

    private final LookBook looks;

    PlannedLooksMethod(LookBook looks) {
        this.looks = looks;
    }

    @Override
    public MethodResult judge(Metric metric, String challenger, MetricDesigns designs, EffectEvidence evidence) {
        Optional<TakenLook> look = looks.last(PlannedTests.superiority(metric, challenger));
        boolean nonInferior = looks.last(PlannedTests.nonInferiority(metric, challenger))
                .filter(last -> last.verdict() == LookOutcome.Verdict.REJECT).isPresent();
        Optional<EffectInterval> seen = look.map(last -> new EffectInterval(last.effect(), last.lower(), last.upper()));
        boolean over = look.filter(last -> last.verdict() != LookOutcome.Verdict.CONTINUE).isPresent();
        return new MethodResult(
                shown(evidence.absolute(), designs, EffectSize.Type.Absolute, seen),
                shown(evidence.relative(), designs, EffectSize.Type.Relative, seen),
                look.map(TakenLook::pValue).orElse(1.0),
                seen.map(interval -> Claims.of(metric, designs.effect(), interval, nonInferior)).orElse(Claims.NONE),
                over ? "" : Reason.AwaitingLook.name());
    }

    /** The look's own estimate and interval on the scale that decides; on the other one only the estimate of now. */
    private static Optional<EffectInterval> shown(Optional<EffectEstimate> now, MetricDesigns designs, EffectSize.Type scale,
            Optional<EffectInterval> seen) {
        return scale == designs.scale() && seen.isPresent() ? seen : now.map(EffectInterval::open);
    }
}
