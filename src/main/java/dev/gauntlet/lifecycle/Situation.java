package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;

/** Kinds of states: all states of one situation take an event the same way. The rows of the {@link TransitionTable} start here. */
public enum Situation {
    /** The route is not taken. */
    Waiting,
    /** A Shadow step runs. */
    Shadow,
    /** A Canary step runs. */
    Canary,
    /** The Experiment step runs. */
    Experiment,
    /** An Approval step waits for a person. */
    Approval,
    /** A winner's share grows. */
    Ramp,
    /** A winner has all traffic and is watched. */
    Bake,
    /** The champion's workload is given the winner's model. */
    PatchTarget,
    /** Decided; whoever serves from now on is being given the route. */
    HandingBack,
    /** A winner's own pods serve, and the replaced champion is kept warm. */
    Serving,
    /** Nothing is left to do. */
    Ended;

    /**
     * The situation of a state.
     *
     * @param state where the experiment stands
     * @param spec the spec in force, which tells the type of a running step; a step that it does not have counts as a Canary, so that the
     *        way to the champion stays open whatever was done to the spec
     */
    public static Situation of(ExperimentState state, ModelExperimentSpec spec) {
        if (state instanceof Running running) {
            Step.Type type = running.stepIndex() < spec.steps().size() ? spec.steps().get(running.stepIndex()).type() : null;
            return type == null ? Canary : switch (type) {
                case Shadow -> Shadow;
                case Canary -> Canary;
                case Experiment -> Experiment;
                case Approval -> Approval;
            };
        }
        if (state instanceof Promoting promoting) {
            return switch (promoting.stage()) {
                case Ramp -> Ramp;
                case Bake -> Bake;
                case PatchTarget -> PatchTarget;
            };
        }
        return state instanceof Concluded concluded ? of(concluded) : Waiting;
    }

    /** The situation of an end, which no spec has to tell. */
    static Situation of(Concluded end) {
        return !end.released() ? HandingBack : end.replaced() && end.retired().isEmpty() ? Serving : Ended;
    }
}
