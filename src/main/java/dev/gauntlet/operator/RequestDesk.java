package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.decision.Circumstances.Freeze;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.Requests;
import java.util.Optional;

/** Judges the annotations of an experiment by what status remembers. */
final class RequestDesk {

    private RequestDesk() {
    }

    /**
     * Judges what people ask for now.
     *
     * @param experiment bearer of the annotations
     * @param status what was answered already
     * @param state where the experiment stands
     * @param spec the spec in force, valid
     * @param freeze the open freeze window
     */
    static Requests judge(ModelExperiment experiment, ModelExperimentStatus status, ExperimentState state, ModelExperimentSpec spec,
            Optional<Freeze> freeze) {
        return Requests.judge(RequestReader.read(experiment), state, spec, freeze, status.requests());
    }
}
