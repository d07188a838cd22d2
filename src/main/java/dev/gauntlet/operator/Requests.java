package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.lifecycle.ExperimentState;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Answers the annotations that ask for something. */
@Singleton
class Requests {

    /**
     * Answers what is asked for now.
     *
     * @param experiment bearer of the annotations
     * @param status what was answered already
     * @param state where the experiment stands
     * @param spec the spec in force
     * @param freeze the open freeze window
     */
    Answers answer(ModelExperiment experiment, ModelExperimentStatus status, ExperimentState state, ModelExperimentSpec spec,
            Optional<Circumstances.Freeze> freeze) {
        return Answers.NONE;
    }
}
