package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Decision;

/** What can happen to an experiment. The columns of the {@link TransitionTable}. */
public enum LifecycleEvent {
    /** Everything is there to take the route. */
    Start,
    /** The route carries the weights of the step or stage. */
    WeightsInForce,
    /** The evidence does not decide yet. */
    Continue,
    /** Something holds the experiment back: a pause, missing data, a freeze window. */
    Hold,
    /** The deadline is prolonged. */
    Extend,
    /** A step or stage held its guardrails to its end. */
    StepComplete,
    /** The policy for promotion is met. */
    Success,
    /** A person promotes, whatever the evidence. */
    PromoteRequest,
    /** A person consents to an Approval step. */
    Approve,
    /** Some challengers did harm. */
    ChallengerRemoved,
    /** The challengers are rolled back, all together. */
    AllRolledBack,
    /** A person asks for the champion. */
    RollbackRequest,
    /** No challenger is better. */
    KeepChampion,
    /** A person ends the experiment. */
    Abort,
    /** The workload of a variant was changed. */
    VariantChanged,
    /** The spec became invalid. */
    Suspend,
    /** The spec is valid again. */
    Resume,
    /** The route was handed back. */
    Released,
    /** The replaced champion was retired. */
    Retired,
    /** A person asks for a new run. */
    RetryRequest;

    /** What a decision means for the state. */
    public static LifecycleEvent of(Decision decision) {
        boolean asked = decision.rule() == Rule.UserRequest;
        return switch (decision.action()) {
            case Continue -> decision.rule() == Rule.StepComplete ? StepComplete : Continue;
            case Hold -> Hold;
            case Extend -> Extend;
            case Promote -> asked ? PromoteRequest : Success;
            case Rollback -> asked ? RollbackRequest : decision.removed().isEmpty() ? AllRolledBack : ChallengerRemoved;
            case KeepChampion -> decision.reason().equals(Reason.AbortedByUser.name()) ? Abort
                    : decision.rule() == Rule.VariantChanged ? VariantChanged : KeepChampion;
        };
    }
}
