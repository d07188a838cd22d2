package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Step;
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

/** The state machine: which state follows which. */
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
        boolean awaited = spec.steps().get(state.stepIndex()).type() == Step.Type.Approval && state.approval().isEmpty();
        return awaited ? state.approved(approval) : state;
    }

    /** The next run of an experiment whose route was handed back. */
    public static Waiting retry(Concluded state) {
        return new Waiting(state.number() + 1, state.generation());
    }

    /** The return to the champion after a promotion; the same state when the champion serves already or was retired. */
    public static Concluded rollback(Concluded state, ModelExperimentSpec spec, Instant now) {
        String champion = spec.champion().name();
        boolean possible = state.outcome() == Outcome.Promoted && !state.serving().equals(champion) && state.retired().isEmpty();
        return !possible ? state : new Concluded(state.number(), Outcome.RolledBack, champion, champion, now, state.generation() + 1, false,
                Optional.empty());
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
        return switch (decision.action()) {
            case Continue -> decision.rule() == Rule.StepComplete ? completed(state, spec, now) : state;
            case Hold -> state;
            case Extend -> state instanceof Running running ? running.extended() : state;
            case Promote -> state instanceof Running running ? promoted(running, spec, decision, now) : state;
            case Rollback -> rolledBack(state, spec, decision, now);
            case KeepChampion -> concluded(state, outcome(decision), spec.champion().name(), spec.champion().name(), now);
        };
    }

    private static ExperimentState completed(Active state, ModelExperimentSpec spec, Instant now) {
        if (state instanceof Promoting promoting) {
            return staged(promoting, spec, now);
        }
        Running running = (Running) state;
        return running.stepIndex() + 1 < spec.steps().size() ? running.step(running.stepIndex() + 1, running.candidate()) : running;
    }

    /** A success goes through the Approval steps behind the Experiment; what a person asked for does not. */
    private static ExperimentState promoted(Running state, ModelExperimentSpec spec, Decision decision, Instant now) {
        if (decision.rule() != Rule.UserRequest && state.stepIndex() + 1 < spec.steps().size()) {
            return state.step(state.stepIndex() + 1, Optional.of(decision.winner()));
        }
        Promotion promotion = spec.promotion();
        if (promotion.strategy() == Promotion.Strategy.RecordOnly) {
            return concluded(state, Outcome.Promoted, decision.winner(), spec.champion().name(), now);
        }
        boolean atOnce = promotion.strategy() == Promotion.Strategy.ShiftTraffic && promotion.steps().isEmpty() && promotion.bakeSeconds() == 0;
        return atOnce ? concluded(state, Outcome.Promoted, decision.winner(), decision.winner(), now)
                : new Promoting(state.run(), decision.winner(), now, promotion.steps().isEmpty() ? PromotionStage.Bake : PromotionStage.Ramp, 0,
                        Optional.empty(), state.generation() + 1, state.suspended());
    }

    private static ExperimentState staged(Promoting state, ModelExperimentSpec spec, Instant now) {
        Promotion promotion = spec.promotion();
        return switch (state.stage()) {
            case Ramp -> state.rampIndex() + 1 < promotion.steps().size() ? state.stage(PromotionStage.Ramp, state.rampIndex() + 1)
                    : state.stage(PromotionStage.Bake, 0);
            case Bake -> promotion.strategy() == Promotion.Strategy.PatchTarget ? state.stage(PromotionStage.PatchTarget, 0)
                    : concluded(state, Outcome.Promoted, state.winner(), state.winner(), now);
            case PatchTarget -> concluded(state, Outcome.Promoted, state.winner(), spec.champion().name(), now);
        };
    }

    /** One challenger of several goes alone, unless it is the one that was about to be promoted. */
    private static ExperimentState rolledBack(Active state, ModelExperimentSpec spec, Decision decision, Instant now) {
        if (state instanceof Running running && !decision.removed().isEmpty()
                && running.candidate().filter(decision.removed()::contains).isEmpty()) {
            Run fewer = running.run().without(decision.removed(), decision.reason(), now);
            if (spec.challengers().stream().map(Variant::name).anyMatch(fewer::has)) {
                return fewer.equals(running.run()) ? running : running.in(fewer);
            }
        }
        return concluded(state, Outcome.RolledBack, spec.champion().name(), spec.champion().name(), now);
    }

    private static Outcome outcome(Decision decision) {
        return decision.reason().equals(Reason.AbortedByUser.name()) ? Outcome.Aborted
                : decision.rule() == Rule.VariantChanged ? Outcome.Superseded : Outcome.KeptChampion;
    }

    private static Concluded concluded(Active state, Outcome outcome, String winner, String serving, Instant now) {
        return new Concluded(state.number(), outcome, winner, serving, now, state.generation() + 1, false, Optional.empty());
    }
}
