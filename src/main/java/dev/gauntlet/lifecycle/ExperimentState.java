package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Outcome;
import java.time.Instant;
import java.util.Optional;

/** Where an experiment stands. Everything else is derived from this and the spec. */
public sealed interface ExperimentState {

    /** Rises with every change of the wanted traffic; 0 before the route is taken. */
    long generation();

    /**
     * The route is not taken: the spec is new, invalid, or another experiment holds the route.
     */
    record Waiting() implements ExperimentState {
        @Override
        public long generation() {
            return 0;
        }
    }

    /**
     * A step runs.
     *
     * @param stepIndex position in the spec's steps, from 0
     * @param stepStart when the step's weights were in force; empty until the route is programmed
     * @param startTime when the experiment took the route
     * @param generation see {@link ExperimentState#generation()}
     * @param suspended whether the spec became invalid meanwhile, so that the champion serves everybody until it is mended
     */
    record Running(int stepIndex, Optional<Instant> stepStart, Instant startTime, long generation, boolean suspended)
            implements ExperimentState {

        /** The same step, now with its weights in force. */
        public Running startedAt(Instant instant) {
            return new Running(stepIndex, Optional.of(instant), startTime, generation, suspended);
        }

        /** The same step with other traffic: none for the challengers while suspended. */
        public Running withSuspended(boolean wanted) {
            return new Running(stepIndex, stepStart, startTime, generation + 1, wanted);
        }
    }

    /**
     * Decided.
     *
     * @param outcome how it ended
     * @param serving the variant that serves everybody
     * @param time when it was decided
     * @param generation see {@link ExperimentState#generation()}
     * @param released whether the route was handed back for good
     */
    record Concluded(Outcome outcome, String serving, Instant time, long generation, boolean released)
            implements ExperimentState {

        /** The same end, with the route handed back. */
        public Concluded handedBack() {
            return new Concluded(outcome, serving, time, generation, true);
        }
    }
}
