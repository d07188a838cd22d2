package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.decision.UserRequest;
import java.util.List;
import java.util.Optional;

/**
 * What became of the annotations that ask for something.
 *
 * @param accepted those that have their effect in this pass
 * @param answered all that are answered in this pass, accepted or not, as status keeps them
 */
record Answers(List<UserRequest> accepted, List<RequestStatus> answered) {

    /** Nobody asks for anything. */
    static final Answers NONE = new Answers(List.of(), List.of());

    /** Copies the lists. */
    Answers {
        accepted = List.copyOf(accepted);
        answered = List.copyOf(answered);
    }

    /** The accepted request of a kind. */
    Optional<UserRequest> find(UserRequest.Kind kind) {
        return accepted.stream().filter(request -> request.kind() == kind).findFirst();
    }
}
