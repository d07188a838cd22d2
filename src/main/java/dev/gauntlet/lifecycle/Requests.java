package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.decision.Circumstances.Freeze;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.decision.UserRequest.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The annotations of one look, judged. At most one has an effect in a pass; others are judged in the next, in the state that follows.
 *
 * @param accepted the one that has an effect now; empty when none has
 * @param refused answers to those without effect, to be remembered and told
 * @param answered those that were answered before and have to be removed
 */
public record Requests(Optional<SeenRequest> accepted, List<RequestStatus> refused, List<SeenRequest> answered) {

    /** The return to the champion goes before everything else. */
    private static final List<Kind> PRECEDENCE = List.of(Kind.Rollback, Kind.Promote, Kind.Approve, Kind.Retry);

    /** Nothing is asked for. */
    public static final Requests NONE = new Requests(Optional.empty(), List.of(), List.of());

    /** Copies the lists. */
    public Requests {
        refused = List.copyOf(refused);
        answered = List.copyOf(answered);
    }

    /**
     * Judges what was seen.
     *
     * @param seen the annotations that ask for something
     * @param state where the experiment stands
     * @param spec the spec in force
     * @param freeze the open freeze window
     * @param known the answers remembered in status
     */
    public static Requests judge(List<SeenRequest> seen, ExperimentState state, ModelExperimentSpec spec, Optional<Freeze> freeze,
            List<RequestStatus> known) {
        RequestRules rules = new RequestRules(state, spec, freeze, known);
        Optional<SeenRequest> accepted = Optional.empty();
        List<RequestStatus> refused = new ArrayList<>();
        List<SeenRequest> answered = new ArrayList<>();
        for (SeenRequest request : seen.stream().sorted(Comparator.comparing(Requests::precedence)).toList()) {
            RequestVerdict verdict = rules.judge(request);
            if (verdict instanceof RequestVerdict.Refused refusal) {
                refused.add(request.answered(state.number(), false, refusal.message()));
            } else if (verdict instanceof RequestVerdict.Answered) {
                answered.add(request);
            } else if (verdict instanceof RequestVerdict.Accepted && accepted.isEmpty()) {
                accepted = Optional.of(request);
            }
        }
        return new Requests(accepted, refused, answered);
    }

    /**
     * The same with the accepted request refused after all, for what only a look at the cluster could tell.
     *
     * @param run the run in which it was judged
     * @param message why, in one sentence
     */
    public Requests refusing(int run, String message) {
        return new Requests(Optional.empty(), answers(accepted.map(request -> request.answered(run, false, message))), answered);
    }

    private static int precedence(SeenRequest request) {
        return request.kind().map(PRECEDENCE::indexOf).orElse(PRECEDENCE.size());
    }

    /** The accepted request if it is of this kind. */
    public Optional<UserRequest> accepted(Kind kind) {
        return accepted.map(SeenRequest::kind).filter(Optional.of(kind)::equals).map(same -> accepted.get().request());
    }

    /** What the rules of decision have to know: an accepted promotion or rollback. */
    public List<UserRequest> forDecision() {
        return accepted.flatMap(SeenRequest::kind).filter(kind -> kind == Kind.Promote || kind == Kind.Rollback)
                .map(kind -> List.of(accepted.get().request())).orElse(List.of());
    }

    /**
     * The answers to remember when the accepted request had its effect by itself: an approval, a retry, a rollback after the end.
     *
     * @param run the run in which it was judged
     * @param message what came of it, in one sentence
     */
    public List<RequestStatus> answers(int run, String message) {
        return answers(accepted.map(request -> request.answered(run, true, message)));
    }

    /**
     * The answers to remember when the accepted request was one of several inputs of a decision, which may have found something more
     * important.
     *
     * @param run the run in which it was judged
     * @param decision what was decided
     */
    public List<RequestStatus> answers(int run, Decision decision) {
        boolean effective = decision.action() == Action.Promote && accepted(Kind.Promote).isPresent()
                || decision.action() == Action.Rollback && decision.removed().isEmpty() && accepted(Kind.Rollback).isPresent();
        return answers(accepted.map(request -> request.answered(run, effective, decision.message())));
    }

    private List<RequestStatus> answers(Optional<RequestStatus> acceptance) {
        List<RequestStatus> all = new ArrayList<>(refused);
        acceptance.ifPresent(all::add);
        return all;
    }
}
