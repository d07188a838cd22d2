package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets events happen by the methods that the operator calls. */
final class Drive {

    private Drive() {
    }

    /**
     * What follows an event.
     *
     * @param challenger whom the event is about, where it is about one
     * @return empty when no method takes the event in such a state
     */
    static Optional<ExperimentState> on(ExperimentState state, LifecycleEvent event, String challenger, ModelExperimentSpec spec, Instant now) {
        if (state instanceof Waiting waiting) {
            return switch (event) {
                case Start -> Optional.of(Transitions.start(waiting, now));
                case Abort -> Optional.of(Transitions.abort(waiting, spec, now));
                default -> Optional.empty();
            };
        }
        return state instanceof Active active ? on(active, event, challenger, spec, now) : on((Concluded) state, event, spec, now);
    }

    private static Optional<ExperimentState> on(Active state, LifecycleEvent event, String challenger, ModelExperimentSpec spec, Instant now) {
        return switch (event) {
            case WeightsInForce -> Optional.of(state.startedAt(now));
            case Suspend -> Optional.of(state.withSuspended(true));
            case Resume -> Optional.of(state.withSuspended(false));
            case Approve -> state instanceof Running running
                    ? Optional.of(Transitions.approve(running, spec, new Approval("kubectl-annotate", now))) : Optional.empty();
            case Start, Released, Retired, RetryRequest -> Optional.empty();
            default -> Optional.of(Transitions.next(state, spec, decision(event, challenger), now));
        };
    }

    private static Optional<ExperimentState> on(Concluded state, LifecycleEvent event, ModelExperimentSpec spec, Instant now) {
        return switch (event) {
            case Released -> Optional.of(state.handedBack());
            case Retired -> Optional.of(state.retiredAt(now));
            case RetryRequest -> Optional.of(Transitions.retry(state));
            case RollbackRequest -> Optional.of(Transitions.rollback(state, spec, now));
            default -> Optional.empty();
        };
    }

    /** A decision that stands for an event. */
    static Decision decision(LifecycleEvent event, String challenger) {
        return switch (event) {
            case Continue -> decision(Action.Continue, Rule.Undecided, Reason.AwaitingEvidence, "");
            case StepComplete -> decision(Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld, "");
            case Hold -> decision(Action.Hold, Rule.NoData, Reason.VariantNotReady, "");
            case Extend -> decision(Action.Extend, Rule.Deadline, Reason.DeadlineExtended, "");
            case Success -> decision(Action.Promote, Rule.Success, Reason.SuperiorAndNonInferior, challenger);
            case PromoteRequest -> decision(Action.Promote, Rule.UserRequest, Reason.PromotedByUser, challenger);
            case ChallengerRemoved -> new Decision(Action.Rollback, Rule.Deterioration, Reason.Deteriorated.name(), "", "", List.of(challenger));
            case AllRolledBack -> decision(Action.Rollback, Rule.HardLimit, Reason.HardLimitExceeded, "");
            case RollbackRequest -> decision(Action.Rollback, Rule.UserRequest, Reason.RolledBackByUser, "");
            case KeepChampion -> decision(Action.KeepChampion, Rule.Futility, Reason.Futile, "");
            case Abort -> decision(Action.KeepChampion, Rule.UserRequest, Reason.AbortedByUser, "");
            case VariantChanged -> decision(Action.KeepChampion, Rule.VariantChanged, Reason.VariantChanged, "");
            default -> throw new IllegalArgumentException(event + " is not decided");
        };
    }

    private static Decision decision(Action action, Rule rule, Reason reason, String winner) {
        return new Decision(action, rule, reason.name(), "", winner);
    }
}
