package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules that protect users; they run in every stage. Of several challengers only the harmful ones are removed, and what was measured of one
 * that was removed before fires nothing.
 */
final class SafetyRules {

    private SafetyRules() {
    }

    /** An absolute limit was broken for its periods, with this consequence; Notify has no rule. */
    static Optional<Decision> hardLimit(DecisionInputs inputs, Action action) {
        Metric.OnViolation consequence = action == Action.Rollback ? Metric.OnViolation.Rollback : Metric.OnViolation.Hold;
        List<MetricAssessment> broken = broken(inputs, consequence);
        if (broken.isEmpty()) {
            return Optional.empty();
        }
        String message = broken.stream().map(m -> DecisionMessages.hardLimit(m, m.hardLimit().orElseThrow()))
                .collect(Collectors.joining("; "));
        return Optional.of(against(inputs, challengers(broken), action, Rule.HardLimit, Reason.HardLimitExceeded, message));
    }

    /** Metrics of active challengers that are beyond a hard limit with this consequence. */
    static List<MetricAssessment> broken(DecisionInputs inputs, Metric.OnViolation consequence) {
        return inputs.assessments().stream()
                .filter(m -> m.hardLimit().filter(h -> h.broken() && h.consequence() == consequence).isPresent()).toList();
    }

    /** A success or guardrail metric is worse than the champion beyond tolerance, and the policy asks for this action. */
    static Optional<Decision> deterioration(DecisionInputs inputs, Action action) {
        Action asked = inputs.policy().onDeterioration() == DecisionPolicy.OnDeterioration.Rollback
                ? Action.Rollback : Action.Hold;
        List<MetricAssessment> worse = deteriorated(inputs.assessments());
        if (worse.isEmpty() || asked != action) {
            return Optional.empty();
        }
        return Optional.of(against(inputs, challengers(worse), action, Rule.Deterioration, Reason.Deteriorated,
                DecisionMessages.deteriorated(inputs, worse)));
    }

    /** A challenger in shadow is proven to answer otherwise than the champion more often than is accepted. */
    static Optional<Decision> divergence(DecisionInputs inputs) {
        List<ShadowComparison> divergent = inputs.compared().stream()
                .filter(c -> c.verdict() == ShadowComparison.Verdict.Diverges).toList();
        return divergent.isEmpty() ? Optional.empty()
                : Optional.of(against(inputs, divergent.stream().map(ShadowComparison::challenger).toList(), Action.Rollback,
                        Rule.ShadowDivergence, Reason.PredictionsDiverge,
                        divergent.stream().map(ShadowComparison::sentence).collect(Collectors.joining("; "))));
    }

    /** Those of some metrics that prove harm. */
    static List<MetricAssessment> deteriorated(List<MetricAssessment> metrics) {
        return metrics.stream().filter(m -> m.verdict() == Verdict.Deteriorated).toList();
    }

    /**
     * The traffic is not split as configured, so the variants may not be comparable, and the policy asks for this action. A winner at 100%
     * is compared no more.
     */
    static Optional<Decision> sampleRatio(DecisionInputs inputs, Action action) {
        Action asked = switch (inputs.policy().onSampleRatioMismatch()) {
            case Rollback -> Action.Rollback;
            case Hold -> Action.Hold;
            case Warn -> null;
        };
        if (!inputs.sampleRatio().mismatch() || asked != action || !inputs.step().stage().compares()) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(action, Rule.SampleRatioMismatch, Reason.SampleRatioMismatch, inputs.sampleRatio().message()));
    }

    private static List<String> challengers(List<MetricAssessment> metrics) {
        return metrics.stream().map(MetricAssessment::challenger).toList();
    }

    private static Decision against(DecisionInputs inputs, List<String> harmful, Action action, Rule rule, Reason reason,
            String message) {
        List<String> culprits = inputs.active().stream().filter(harmful::contains).toList();
        List<String> others = inputs.active().stream().filter(c -> !culprits.contains(c)).toList();
        if (action != Action.Rollback || others.isEmpty()) {
            return Decision.of(action, rule, reason, message);
        }
        return new Decision(action, rule, reason.name(),
                message + "; " + String.join(", ", others) + (others.size() == 1 ? " goes on" : " go on"), "", culprits);
    }
}
