package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;
import java.util.Optional;

/** Rules that end an experiment on its evidence. */
final class OutcomeRules {

    private OutcomeRules() {
    }

    /** At least one challenger meets the policy; the best of them is promoted. */
    static Optional<Decision> success(DecisionInputs inputs) {
        List<String> qualified = Qualification.qualified(inputs);
        if (qualified.isEmpty() || SegmentRules.blocks(inputs) || !WholeWeeks.allow(inputs)) {
            return Optional.empty();
        }
        String best = Ranking.best(inputs, qualified);
        return Optional.of(new Decision(Action.Promote, Rule.Success, reason(inputs.policy().policy()).name(),
                SuccessMessages.of(inputs, best, qualified), best));
    }

    private static Reason reason(Policy policy) {
        return switch (policy) {
            case SuperiorAndNonInferior -> Reason.SuperiorAndNonInferior;
            case NonInferior -> Reason.NonInferior;
            case DoNoHarm -> Reason.NoHarmFound;
        };
    }

    /**
     * No success metric of any challenger can reach its minimum detectable effect any more, or what is superior is proven too small to
     * matter. One that is superior and may still be worth it only waits for the guardrails. The other policies ask for no effect.
     */
    static Optional<Decision> futility(DecisionInputs inputs) {
        List<MetricAssessment> success = inputs.success();
        boolean asked = inputs.step().stage().decides() && inputs.policy().policy() == Policy.SuperiorAndNonInferior;
        if (!asked || success.isEmpty() || success.stream().anyMatch(OutcomeRules::isPromising)) {
            return Optional.empty();
        }
        List<MetricAssessment> tooSmall = success.stream()
                .filter(m -> m.verdict() == Verdict.Superior && m.standing().tooSmall()).toList();
        if (!tooSmall.isEmpty()) {
            return Optional.of(Decision.of(Action.KeepChampion, Rule.Futility, Reason.PracticallyInsignificant,
                    "better than the champion, but by less than practicalEffect: " + DecisionMessages.effects(inputs, tooSmall)));
        }
        return Optional.of(Decision.of(Action.KeepChampion, Rule.Futility, Reason.Futile,
                "the minimum detectable effect is ruled out: " + DecisionMessages.effects(inputs, success)));
    }

    private static boolean isPromising(MetricAssessment metric) {
        return metric.verdict() == Verdict.Superior ? !metric.standing().tooSmall() : !metric.standing().futile();
    }
}
