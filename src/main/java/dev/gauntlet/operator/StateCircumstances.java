package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.util.List;
import java.util.Optional;

/** The circumstances of a decision that follow from spec, state and findings, joined with what was seen around. */
final class StateCircumstances {

    private static final long WEEK_SECONDS = 604_800;

    private StateCircumstances() {
    }

    /**
     * The circumstances of a decision.
     *
     * @param spec the spec in force
     * @param state the running step or stage
     * @param findings what was found beside the assessments
     * @param seen what was seen around
     * @param requests what people ask for
     */
    static Circumstances of(ModelExperimentSpec spec, Active state, Findings findings, Surroundings.Seen seen, List<UserRequest> requests) {
        List<String> challengers = spec.challengers().stream().map(Variant::name).filter(state.run()::has).toList();
        Optional<Step> step = state instanceof Running running ? Optional.of(spec.steps().get(running.stepIndex())) : Optional.empty();
        boolean holdOnTimeout = step.filter(s -> s.onTimeout() == Step.TimeoutAction.Hold).isPresent();
        boolean wholeWeeks = step.filter(s -> s.type() == Step.Type.Experiment && s.minimumSeconds() > 0
                && s.minimumSeconds() % WEEK_SECONDS == 0).isPresent();
        return new Circumstances(challengers, candidate(state), approvedBy(state), holdOnTimeout, seen.freeze(), seen.changed(),
                segments(findings, state), requests, wholeWeeks);
    }

    private static Optional<String> candidate(Active state) {
        return state instanceof Promoting promoting ? Optional.of(promoting.winner()) : ((Running) state).candidate();
    }

    private static Optional<String> approvedBy(Active state) {
        return state instanceof Running running ? running.approval().map(Approval::by) : Optional.empty();
    }

    private static List<String> segments(Findings findings, Active state) {
        return findings.segments().stream().filter(segment -> segment.deteriorated() && state.run().has(segment.challenger()))
                .map(segment -> segment.metric() + " of " + segment.challenger() + " in segment " + segment.segment()).toList();
    }
}
