package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** States of a first run without anything special, for tests. */
public final class States {

    private States() {
    }

    /** A running step with all challengers. */
    public static Running running(int step, Optional<Instant> begun, Instant start, long generation, boolean suspended) {
        return new Running(new Run(1, start, List.of()), step, begun, generation, suspended, 0, Optional.empty(), Optional.empty());
    }

    /** An end where the winner's own pods serve. */
    public static Concluded ended(Outcome outcome, String winner, Instant time, long generation, boolean released) {
        return new Concluded(1, outcome, winner, winner, time, generation, released, Optional.empty());
    }
}
