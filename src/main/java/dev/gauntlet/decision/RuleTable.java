package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;
import java.util.Optional;

/**
 * The ordered rules; the first that fires decides. What returns traffic to the champion stands first, so that nothing that holds an
 * experiment back (a pause, missing data, an approval, a minimum time) ever delays it. Then comes what holds, then what moves on. A freeze
 * window holds back at the end what would move traffic to a challenger.
 */
public final class RuleTable {

    private static final List<DecisionRule> RULES = List.of(
            inputs -> SafetyRules.hardLimit(inputs, Action.Rollback),
            inputs -> SafetyRules.deterioration(inputs, Action.Rollback),
            SafetyRules::divergence,
            inputs -> SafetyRules.sampleRatio(inputs, Action.Rollback),
            UserRules::abort,
            UserRules::rollback,
            UserRules::variantChanged,
            ProgressRules::blindForTooLong,
            inputs -> SafetyRules.hardLimit(inputs, Action.Hold),
            inputs -> SafetyRules.deterioration(inputs, Action.Hold),
            UserRules::pause,
            ProgressRules::noData,
            UserRules::promote,
            inputs -> SafetyRules.sampleRatio(inputs, Action.Hold),
            ProgressRules::tooEarly,
            ApprovalRules::approval,
            ProgressRules::stepComplete,
            OutcomeRules::success,
            OutcomeRules::futility,
            DeadlineRules::deadline,
            SegmentRules::deterioration,
            WholeWeeks::await);

    private RuleTable() {
    }

    /**
     * Decides.
     *
     * @param inputs everything the decision depends on
     * @return the decision of the first rule that fires, postponed while a freeze window forbids it; Continue when none does
     */
    public static Decision decide(DecisionInputs inputs) {
        return RULES.stream().map(rule -> rule.apply(inputs)).flatMap(Optional::stream).findFirst().map(FreezeRule.in(inputs))
                .orElseGet(() -> Decision.of(Action.Continue, Rule.Undecided, Reason.AwaitingEvidence,
                        DecisionMessages.progress(inputs)));
    }
}
