package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Mode;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state machine: makes the moves of the {@link TransitionTable}. */
public final class Transitions {

    private Transitions() {
    }

    /**
     * Takes the route for the first step.
     *
     * @param now store or wall time of the start
     */
    public static Running start(Waiting state, Instant now) {
        return new Running(new Run(state.number(), now, List.of()), 0, Optional.empty(), state.generation() + 1, false, 0, Optional.empty(),
                Optional.empty());
    }

    /** An experiment that is aborted before it took the route. */
    public static Concluded abort(Waiting state, ModelExperimentSpec spec, Instant now) {
        String champion = spec.champion().name();
        return new Concluded(state.number(), Outcome.Aborted, champion, champion, now, state.generation(), true, Optional.empty());
    }

    /** The running Approval step with a person's consent; the same state when no approval is awaited. */
    public static Running approve(Running state, ModelExperimentSpec spec, Approval approval) {
        return move(Situation.of(state, spec), LifecycleEvent.Approve) == Move.NoteApproval && state.approval().isEmpty()
                ? state.approved(approval) : state;
    }

    /** The next run of an experiment whose route was handed back; the same state when the champion does not serve. */
    public static ExperimentState retry(Concluded state) {
        return move(Situation.of(state), LifecycleEvent.RetryRequest) == Move.NextRun && !state.replaced()
                ? new Waiting(state.number() + 1, state.generation()) : state;
    }

    /** The return to the champion after a promotion; the same state when the champion serves already or was retired. */
    public static Concluded rollback(Concluded state, ModelExperimentSpec spec, Instant now) {
        return move(Situation.of(state), LifecycleEvent.RollbackRequest) == Move.ReturnToChampion && state.replaced()
                ? atChampion(state, Outcome.RolledBack, spec, now) : state;
    }

    /**
     * The state that follows a decision.
     *
     * @param state where the experiment stands
     * @param spec the frozen spec
     * @param decision what was decided
     * @param now time of the decision
     * @return the same state when the decision changes nothing
     */
    public static ExperimentState next(Active state, ModelExperimentSpec spec, Decision decision, Instant now) {
        LifecycleEvent event = LifecycleEvent.of(decision);
        Move move = move(Situation.of(state, spec), event);
        if (move == Move.ReturnToChampion) {
            return atChampion(state, outcome(event), spec, now);
        }
        if (state instanceof Promoting promoting) {
            return switch (move) {
                case NextStage -> promoting.suspended() ? promoting : nextStage(promoting, spec, now);
                case RemoveChallengers -> decision.removed().contains(promoting.winner())
                        ? atChampion(promoting, Outcome.RolledBack, spec, now) : promoting;
                default -> promoting;
            };
        }
        Running running = (Running) state;
        return switch (move) {
            case ExtendDeadline -> running.extensions() < spec.steps().get(running.stepIndex()).extensions() ? running.extended() : running;
            case NextStep -> running.suspended() ? running : nextStep(running, spec, Optional.empty());
            case ChooseWinner -> chosen(running, spec, decision, now);
            case PromoteWinner -> takesPart(decision.winner(), running, spec) ? promoted(running, decision.winner(), spec, now) : running;
            case RemoveChallengers -> removed(running, spec, decision, now);
            default -> running;
        };
    }

    private static Move move(Situation situation, LifecycleEvent event) {
        return TransitionTable.row(situation, event).move();
    }

    private static Running nextStep(Running state, ModelExperimentSpec spec, Optional<String> candidate) {
        return state.stepIndex() + 1 < spec.steps().size() ? state.step(state.stepIndex() + 1, candidate) : state;
    }

    /** From an Experiment the winner of the decision, from an Approval behind it the one that the approval is about. */
    private static ExperimentState chosen(Running state, ModelExperimentSpec spec, Decision decision, Instant now) {
        boolean approving = Situation.of(state, spec) == Situation.Approval;
        Optional<String> winner = approving ? state.candidate() : Optional.of(decision.winner());
        if (approving && (state.approval().isEmpty() || state.suspended())
                || winner.filter(w -> !takesPart(w, state, spec)).isPresent()) {
            return state;
        }
        return state.stepIndex() + 1 < spec.steps().size() || winner.isEmpty() ? nextStep(state, spec, winner)
                : promoted(state, winner.get(), spec, now);
    }

    private static boolean takesPart(String challenger, Running state, ModelExperimentSpec spec) {
        return state.run().has(challenger) && spec.challengers().stream().map(Variant::name).anyMatch(challenger::equals);
    }

    /** Nobody has all traffic at once while the spec is suspended: then the promotion waits in its first stage. */
    private static ExperimentState promoted(Running state, String winner, ModelExperimentSpec spec, Instant now) {
        Promotion promotion = spec.promotion();
        // In mode Observe nothing of Gauntlet is in the path, so there is nothing to ramp, bake or patch.
        if (promotion.strategy() == Promotion.Strategy.RecordOnly || spec.mode() == Mode.Observe) {
            return concluded(state, Outcome.Promoted, winner, spec.champion().name(), now);
        }
        boolean atOnce = promotion.strategy() == Promotion.Strategy.ShiftTraffic && promotion.steps().isEmpty()
                && promotion.bakeSeconds() == 0 && !state.suspended();
        return atOnce ? concluded(state, Outcome.Promoted, winner, winner, now)
                : new Promoting(state.run(), winner, now, promotion.steps().isEmpty() ? PromotionStage.Bake : PromotionStage.Ramp, 0,
                        Optional.empty(), state.generation() + 1, state.suspended());
    }

    private static ExperimentState nextStage(Promoting state, ModelExperimentSpec spec, Instant now) {
        Promotion promotion = spec.promotion();
        return switch (state.stage()) {
            case Ramp -> state.rampIndex() + 1 < promotion.steps().size() ? state.stage(PromotionStage.Ramp, state.rampIndex() + 1)
                    : state.stage(PromotionStage.Bake, 0);
            case Bake -> promotion.strategy() == Promotion.Strategy.PatchTarget ? state.stage(PromotionStage.PatchTarget, 0)
                    : concluded(state, Outcome.Promoted, state.winner(), state.winner(), now);
            case PatchTarget -> concluded(state, Outcome.Promoted, state.winner(), spec.champion().name(), now);
        };
    }

    /** One challenger of several goes alone, unless it is the one that is about to be promoted. */
    private static ExperimentState removed(Running state, ModelExperimentSpec spec, Decision decision, Instant now) {
        Run fewer = state.run().without(decision.removed(), decision.reason(), now);
        boolean last = spec.challengers().stream().map(Variant::name).noneMatch(fewer::has);
        if (last || state.candidate().filter(decision.removed()::contains).isPresent()) {
            return atChampion(state, Outcome.RolledBack, spec, now);
        }
        return fewer.equals(state.run()) ? state : state.in(fewer);
    }

    private static Outcome outcome(LifecycleEvent event) {
        return switch (event) {
            case Abort -> Outcome.Aborted;
            case VariantChanged -> Outcome.Superseded;
            case KeepChampion -> Outcome.KeptChampion;
            default -> Outcome.RolledBack;
        };
    }

    private static Concluded atChampion(ExperimentState state, Outcome outcome, ModelExperimentSpec spec, Instant now) {
        return concluded(state, outcome, spec.champion().name(), spec.champion().name(), now);
    }

    private static Concluded concluded(ExperimentState state, Outcome outcome, String winner, String serving, Instant now) {
        return new Concluded(state.number(), outcome, winner, serving, now, state.generation() + 1, false, Optional.empty());
    }
}
