package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;
import java.util.Optional;

/**
 * The ordered rules; the first that fires decides. Safety rules stand first, so that nothing that holds an experiment back
 * (a pause, missing data, a minimum time) ever delays a rollback. Where they only hold, they stand behind everything that
 * returns the traffic to the champion, so that a hold neither hides a rollback nor keeps the user from aborting.
 */
public final class RuleTable {

    private static final List<DecisionRule> RULES = List.of(
            inputs -> SafetyRules.hardLimit(inputs, Action.Rollback),
            inputs -> SafetyRules.deterioration(inputs, Action.Rollback),
            inputs -> SafetyRules.sampleRatio(inputs, Action.Rollback),
            ProgressRules::abort,
            inputs -> SafetyRules.hardLimit(inputs, Action.Hold),
            inputs -> SafetyRules.deterioration(inputs, Action.Hold),
            ProgressRules::pause,
            ProgressRules::noData,
            inputs -> SafetyRules.sampleRatio(inputs, Action.Hold),
            ProgressRules::tooEarly,
            ProgressRules::stepComplete,
            OutcomeRules::success,
            OutcomeRules::futility,
            OutcomeRules::deadline);

    private RuleTable() {
    }

    /**
     * Decides.
     *
     * @param inputs everything the decision depends on
     * @return the decision of the first rule that fires; Continue when none does
     */
    public static Decision decide(DecisionInputs inputs) {
        return RULES.stream().map(rule -> rule.apply(inputs)).flatMap(Optional::stream).findFirst()
                .orElseGet(() -> Decision.of(Action.Continue, Rule.Undecided, Reason.AwaitingEvidence,
                        DecisionMessages.progress(inputs)));
    }
}
