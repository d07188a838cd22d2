package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Whose turn it is among experiments that wait for the same route. */
@Singleton
class Turns {

    /**
     * Who goes first.
     *
     * @param experiment an experiment that wants to start
     * @param now time of the pass
     * @return one sentence that names the experiment ahead; empty when it is this one's turn
     */
    Optional<String> ahead(ModelExperiment experiment, Instant now) {
        return Optional.empty();
    }
}
