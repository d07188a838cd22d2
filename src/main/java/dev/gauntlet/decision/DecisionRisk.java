package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Risk;
import java.util.List;

/** What it means for users to leave things as a decision leaves them. */
final class DecisionRisk {

    private DecisionRisk() {
    }

    static Risk of(DecisionInputs inputs, Decision decision) {
        boolean championServes = decision.action() == Action.KeepChampion
                || decision.action() == Action.Rollback && decision.removed().isEmpty();
        if (championServes) {
            return Risk.Low;
        }
        List<MetricAssessment> left = inputs.assessments().stream().filter(m -> !decision.removed().contains(m.challenger())
                && (decision.winner().isEmpty() || m.challenger().equals(decision.winner()))).toList();
        boolean harm = !SafetyRules.deteriorated(left).isEmpty()
                || left.stream().anyMatch(m -> m.hardLimit().filter(HardLimitState::broken).isPresent());
        if (harm) {
            // Nobody gets the answers to copies of requests.
            return inputs.step().stage() == Stage.Shadow ? Risk.Medium : Risk.High;
        }
        boolean known = inputs.data().healthy() && !inputs.sampleRatio().mismatch();
        List<MetricAssessment> guardrails = left.stream().filter(m -> m.role() == Metric.Role.Guardrail).toList();
        return known && guardrails.stream().allMatch(m -> m.standing().held()) ? Risk.Low : Risk.Medium;
    }
}
