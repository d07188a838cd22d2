package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
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
        return new Running(0, Optional.empty(), now, state.generation() + 1, false);
    }

    /**
     * The state that follows a decision about a running step.
     *
     * @param state the running step
     * @param spec the frozen spec
     * @param decision what was decided
     * @param now time of the decision
     * @return the same state when the decision changes no traffic
     */
    public static ExperimentState next(Running state, ModelExperimentSpec spec, Decision decision, Instant now) {
        return switch (decision.action()) {
            case Continue -> decision.rule() == Rule.StepComplete && state.stepIndex() + 1 < spec.steps().size()
                    ? new Running(state.stepIndex() + 1, Optional.empty(), state.startTime(), state.generation() + 1, state.suspended())
                    : state;
            case Hold -> state;
            case Promote -> concluded(state, Outcome.Promoted, decision.winner(), now);
            case Rollback -> concluded(state, Outcome.RolledBack, spec.champion().name(), now);
            case KeepChampion -> concluded(state, decision.reason().equals(Reason.AbortedByUser.name())
                    ? Outcome.Aborted : Outcome.KeptChampion, spec.champion().name(), now);
        };
    }

    /** An experiment that is aborted before it took the route. */
    public static Concluded abort(Waiting state, ModelExperimentSpec spec, Instant now) {
        return new Concluded(Outcome.Aborted, spec.champion().name(), now, state.generation(), true);
    }

    private static Concluded concluded(Running state, Outcome outcome, String serving, Instant now) {
        return new Concluded(outcome, serving, now, state.generation() + 1, false);
    }
}
