package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutcomeStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.StepStatus;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.Optional;

/** Reads a state from status and writes it back; status is the only memory of the state machine. */
public final class StatePersistence {

    private StatePersistence() {
    }

    /** The state that a status stands for; {@link Waiting} for an empty one. */
    public static ExperimentState read(ModelExperimentStatus status) {
        RouteStatus route = status.route();
        long generation = route == null || route.generation() == null ? 0 : route.generation();
        if (status.outcome() != null) {
            return new Concluded(status.outcome().result(), status.outcome().winner(), Instant.parse(status.outcome().time()),
                    generation, route != null && Boolean.TRUE.equals(route.released()));
        }
        if (status.step() != null) {
            return new Running(status.step().index(), Optional.ofNullable(status.step().startTime()).map(Instant::parse),
                    Instant.parse(status.startTime()), generation,
                    route != null && Boolean.TRUE.equals(route.suspended()));
        }
        return new Waiting();
    }

    /** The step shown for a state; the previous one is kept after the end, empty before the start. */
    public static StepStatus step(ExperimentState state, ModelExperimentSpec spec, StepStatus previous) {
        if (!(state instanceof Running running)) {
            return previous;
        }
        Step step = spec.steps().get(running.stepIndex());
        return new StepStatus(step.name(), running.stepIndex(), spec.steps().size(),
                running.stepStart().map(Instant::toString).orElse(null),
                running.stepStart().map(start -> start.plusSeconds(step.minimumSeconds()).toString()).orElse(null));
    }

    /** The end shown for a state; null while it runs. */
    public static OutcomeStatus outcome(ExperimentState state) {
        return state instanceof Concluded end ? new OutcomeStatus(end.outcome(), end.serving(), end.time().toString()) : null;
    }
}
