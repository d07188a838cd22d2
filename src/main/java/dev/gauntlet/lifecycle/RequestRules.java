package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.decision.Circumstances.Freeze;
import dev.gauntlet.decision.UserRequest.Kind;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.RequestVerdict.Accepted;
import dev.gauntlet.lifecycle.RequestVerdict.Answered;
import dev.gauntlet.lifecycle.RequestVerdict.Kept;
import dev.gauntlet.lifecycle.RequestVerdict.Refused;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which annotations have an effect. Each has it once, and only in the situation in which it was meant. */
final class RequestRules {

    private final ExperimentState state;
    private final ModelExperimentSpec spec;
    private final Optional<Freeze> freeze;
    private final List<RequestStatus> known;

    /**
     * Rules for one look at an experiment.
     *
     * @param state where it stands
     * @param spec the spec in force
     * @param freeze the open freeze window
     * @param known the answers remembered in status, oldest first
     */
    RequestRules(ExperimentState state, ModelExperimentSpec spec, Optional<Freeze> freeze, List<RequestStatus> known) {
        this.state = state;
        this.spec = spec;
        this.freeze = freeze;
        this.known = known;
    }

    /** What becomes of an annotation. */
    RequestVerdict judge(SeenRequest seen) {
        if (known.stream().anyMatch(entry -> seen.isAnsweredBy(entry) || hadItsEffect(seen, entry))) {
            return new Answered();
        }
        if (seen.kind().isEmpty()) {
            return new Refused(seen.annotation() + " is unknown; write gauntlet.dev/approve, promote, rollback or retry");
        }
        boolean approval = seen.kind().get() == Kind.Approve;
        if (seen.value().isBlank()) {
            return new Refused("the value is empty; write " + (approval ? "the name of the step to approve" : "the reason"));
        }
        if (seen.value().length() > SeenRequest.VALUE_LIMIT) {
            return new Refused("the value has " + seen.value().length() + " characters; write at most " + SeenRequest.VALUE_LIMIT);
        }
        if (seen.outdated()) {
            return new Refused("the spec changed after it was written; look again and repeat");
        }
        return switch (seen.kind().get()) {
            case Approve -> approve(seen.value());
            case Promote -> promote();
            case Rollback -> rollback();
            case Retry -> retry(seen);
        };
    }

    /** Somebody, such as a tool that keeps a cluster like a repository, repeats what was done in this run. */
    private boolean hadItsEffect(SeenRequest seen, RequestStatus entry) {
        return Boolean.TRUE.equals(entry.accepted()) && entry.run() != null && entry.run() == state.number() && seen.asksTheSameAs(entry);
    }

    private RequestVerdict approve(String name) {
        Optional<Integer> awaited = awaited();
        if (awaited.isPresent() && spec.steps().get(awaited.get()).name().equals(name)) {
            return new Accepted();
        }
        Optional<Integer> asked = IntStream.range(0, spec.steps().size()).filter(i -> spec.steps().get(i).name().equals(name)).boxed()
                .findFirst();
        String why = asked.map(index -> spec.steps().get(index).type() != Step.Type.Approval ? name + " is a step of type "
                + spec.steps().get(index).type() + " and needs no approval" : "step " + name + " " + whereabouts(index))
                .orElse("there is no step " + name);
        return new Refused(why + "; " + awaited.map(index -> "the step that awaits approval is " + spec.steps().get(index).name())
                .orElseGet(this::upcoming));
    }

    private String whereabouts(int index) {
        if (state instanceof Running running) {
            return index > running.stepIndex() ? "has not begun" : index < running.stepIndex() ? "is over" : "is approved already";
        }
        return state instanceof Waiting ? "has not begun" : "is over";
    }

    /** The Approval step that waits for consent. */
    private Optional<Integer> awaited() {
        return state instanceof Running running && running.approval().isEmpty()
                && spec.steps().get(running.stepIndex()).type() == Step.Type.Approval ? Optional.of(running.stepIndex()) : Optional.empty();
    }

    private String upcoming() {
        int from = state instanceof Running running ? running.stepIndex() + 1 : state instanceof Waiting ? 0 : spec.steps().size();
        return spec.steps().stream().skip(from).filter(step -> step.type() == Step.Type.Approval).findFirst()
                .map(step -> "approve " + step.name() + " once it awaits approval").orElse("no step awaits approval or will");
    }

    private RequestVerdict promote() {
        if (state instanceof Promoting promoting) {
            return new Refused(promoting.winner() + " is being promoted already");
        }
        if (!(state instanceof Running running)) {
            return new Refused(state instanceof Waiting
                    ? "no step runs yet, so there is nobody to promote; repeat it once one does" : ended());
        }
        if (running.suspended()) {
            return new Refused("the spec is invalid and the champion serves everybody; mend the spec and repeat it");
        }
        if (spec.desiredState() != DesiredState.Running) {
            return new Refused("desiredState is " + spec.desiredState() + "; set desiredState: Running and repeat it");
        }
        if (freeze.isPresent()) {
            return new Refused(
                    "freeze window " + freeze.get().name() + " is open until " + freeze.get().until() + "; repeat it after that");
        }
        return running.begun().isEmpty() ? new Kept() : new Accepted();
    }

    private RequestVerdict rollback() {
        String champion = spec.champion().name();
        if (state instanceof Active || state instanceof Concluded end && end.replaced() && end.retired().isEmpty()) {
            return new Accepted();
        }
        return new Refused(state instanceof Concluded end && end.replaced()
                ? "the champion " + champion + " was retired at " + end.retired().orElseThrow()
                        + "; bring it back and create a new experiment in which it is the challenger"
                : "the champion " + champion + " serves everybody already");
    }

    private RequestVerdict retry(SeenRequest seen) {
        if (!(state instanceof Concluded end)) {
            return new Refused("run " + state.number() + (state instanceof Waiting ? " has not begun" : " goes on")
                    + "; a new run can be asked for after its end");
        }
        if (repeatsLastRetry(seen)) {
            return new Refused("the last retry was asked for by the same words; write a reason that was not used before");
        }
        if (end.replaced()) {
            return new Refused(end.winner() + " was promoted and serves everybody, and a new run would send them back to "
                    + spec.champion().name() + "; ask for a rollback first, or create a new experiment with " + end.winner()
                    + " as champion");
        }
        if (spec.desiredState() == DesiredState.Aborted) {
            return new Refused("desiredState is Aborted and would end the new run at once; set desiredState: Running and repeat it");
        }
        return end.released() ? new Accepted() : new Kept();
    }

    private boolean repeatsLastRetry(SeenRequest seen) {
        return RequestMemory.lastAcceptedRetry(known).filter(seen::asksTheSameAs).isPresent();
    }

    private String ended() {
        return "run " + state.number() + " has ended (" + ((Concluded) state).outcome() + "); ask for a new one with gauntlet.dev/retry";
    }
}
