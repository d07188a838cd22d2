package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;
import java.util.Optional;

/** Rules that protect users; they run in every state. */
final class SafetyRules {

    private SafetyRules() {
    }

    /** An absolute limit was broken for its periods, with this consequence; Notify has no rule. */
    static Optional<Decision> hardLimit(DecisionInputs inputs, Action action) {
        Metric.OnViolation consequence = action == Action.Rollback ? Metric.OnViolation.Rollback : Metric.OnViolation.Hold;
        return inputs.metrics().stream()
                .filter(m -> m.hardLimit().filter(h -> h.broken() && h.consequence() == consequence).isPresent())
                .findFirst()
                .map(m -> Decision.of(action, Rule.HardLimit, Reason.HardLimitExceeded,
                        DecisionMessages.hardLimit(m, m.hardLimit().orElseThrow())));
    }

    /** A success or guardrail metric is worse than the champion beyond tolerance, and the policy asks for this action. */
    static Optional<Decision> deterioration(DecisionInputs inputs, Action action) {
        Action asked = inputs.policy().onDeterioration() == DecisionPolicy.OnDeterioration.Rollback
                ? Action.Rollback : Action.Hold;
        List<MetricAssessment> worse = inputs.withVerdict(Verdict.Deteriorated);
        if (worse.isEmpty() || asked != action) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(action, Rule.Deterioration, Reason.Deteriorated, DecisionMessages.deteriorated(worse)));
    }

    /** The traffic is not split as configured, so the variants may not be comparable, and the policy asks for this action. */
    static Optional<Decision> sampleRatio(DecisionInputs inputs, Action action) {
        Action asked = switch (inputs.policy().onSampleRatioMismatch()) {
            case Rollback -> Action.Rollback;
            case Hold -> Action.Hold;
            case Warn -> null;
        };
        if (!inputs.sampleRatio().mismatch() || asked != action) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(action, Rule.SampleRatioMismatch, Reason.SampleRatioMismatch, inputs.sampleRatio().message()));
    }
}
