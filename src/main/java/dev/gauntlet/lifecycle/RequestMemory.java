package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.decision.UserRequest.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The answers that status remembers, so that no annotation has its effect twice. */
public final class RequestMemory {

    private static final String RETRY = Kind.Retry.name().toLowerCase(Locale.ROOT);

    private RequestMemory() {
    }

    /**
     * The answers to remember after some were given. A refusal that is repeated replaces the earlier one, and beyond
     * {@link ModelExperimentStatus#REQUEST_LIMIT} the oldest are forgotten, but never the last retry that was accepted.
     *
     * @param known the answers remembered so far, oldest first
     * @param given new answers
     */
    public static List<RequestStatus> after(List<RequestStatus> known, List<RequestStatus> given) {
        List<RequestStatus> all = new ArrayList<>(known);
        for (RequestStatus answer : given) {
            all.removeIf(entry -> !Boolean.TRUE.equals(entry.accepted()) && Objects.equals(entry.run(), answer.run())
                    && Objects.equals(entry.request(), answer.request()) && Objects.equals(entry.value(), answer.value()));
            all.add(answer);
        }
        Optional<RequestStatus> retry = lastAcceptedRetry(all);
        while (all.size() > ModelExperimentStatus.REQUEST_LIMIT) {
            all.remove(retry.isPresent() && all.get(0) == retry.get() ? 1 : 0);
        }
        return List.copyOf(all);
    }

    /** The retry that led to the present run; empty in the first. */
    static Optional<RequestStatus> lastAcceptedRetry(List<RequestStatus> known) {
        return known.stream().filter(entry -> RETRY.equals(entry.request()) && Boolean.TRUE.equals(entry.accepted()))
                .reduce((earlier, later) -> later);
    }
}
