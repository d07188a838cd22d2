package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules that end an experiment on its evidence. */
final class OutcomeRules {

    private OutcomeRules() {
    }

    /** At least one success metric is superior by an effect worth promoting and every guardrail is non-inferior. */
    static Optional<Decision> success(DecisionInputs inputs) {
        List<MetricAssessment> superior = superior(inputs).filter(m -> m.standing().worthShipping()).toList();
        boolean guarded = inputs.guardrails().stream().allMatch(m -> m.standing().held());
        boolean noneWorse = inputs.success().stream().noneMatch(m -> m.verdict() == Verdict.Inferior);
        if (superior.isEmpty() || !guarded || !noneWorse) {
            return Optional.empty();
        }
        MetricAssessment best = superior.stream()
                .max(Comparator.comparingDouble(m -> m.deciding().map(e -> Math.abs(e.effect())).orElse(0.0))).orElseThrow();
        return Optional.of(new Decision(Action.Promote, Rule.Success, Reason.SuperiorAndNonInferior.name(),
                DecisionMessages.superior(superior, inputs.guardrails()), best.challenger()));
    }

    /**
     * No success metric can reach its minimum detectable effect any more, or what is superior is proven too small to matter. One that is
     * superior and may still be worth it only waits for the guardrails.
     */
    static Optional<Decision> futility(DecisionInputs inputs) {
        List<MetricAssessment> success = inputs.success();
        boolean promising = success.stream().anyMatch(OutcomeRules::isPromising);
        if (success.isEmpty() || promising) {
            return Optional.empty();
        }
        List<MetricAssessment> tooSmall = superior(inputs).filter(m -> m.standing().tooSmall()).toList();
        if (!tooSmall.isEmpty()) {
            return Optional.of(Decision.of(Action.KeepChampion, Rule.Futility, Reason.PracticallyInsignificant,
                    "better than the champion, but by less than practicalEffect: " + DecisionMessages.effects(tooSmall)));
        }
        return Optional.of(Decision.of(Action.KeepChampion, Rule.Futility, Reason.Futile,
                "the minimum detectable effect is ruled out: " + DecisionMessages.effects(inputs.success())));
    }

    private static boolean isPromising(MetricAssessment metric) {
        return metric.verdict() == Verdict.Superior ? !metric.standing().tooSmall() : !metric.standing().futile();
    }

    private static Stream<MetricAssessment> superior(DecisionInputs inputs) {
        return inputs.success().stream().filter(m -> m.verdict() == Verdict.Superior);
    }

    /** The deadline passed without a decision. */
    static Optional<Decision> deadline(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        if (step.deadline().isEmpty() || step.elapsed().compareTo(step.deadline().get()) < 0) {
            return Optional.empty();
        }
        Action action = inputs.policy().onDeadline() == OnDeadline.KeepChampion ? Action.KeepChampion : Action.Hold;
        return Optional.of(Decision.of(action, Rule.Deadline, Reason.DeadlineReached,
                "undecided at the deadline of " + step.deadline().get().toSeconds() + " s: " + DecisionMessages.progress(inputs)));
    }
}
