package dev.gauntlet.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a decision depends on beside the evidence.
 *
 * @param challengers the challengers that still take part, in the order of the manifest
 * @param candidate the challenger whose success led to the running Approval step, or that is being promoted
 * @param approvedBy who approved the running Approval step; empty until then
 * @param holdOnTimeout whether an approval that never came holds the weights instead of keeping the champion
 * @param freeze the freeze window that is open now
 * @param changedVariant what changed about a variant's workload since the start, in one sentence; empty when nothing did
 * @param segments sentences about segments in which a challenger that still takes part is proven worse
 * @param requests what people ask for by annotation: Promote and Rollback only
 * @param wholeWeeks whether a promotion has to wait for the end of a whole week
 */
public record Circumstances(List<String> challengers, Optional<String> candidate, Optional<String> approvedBy, boolean holdOnTimeout,
        Optional<Freeze> freeze, Optional<String> changedVariant, List<String> segments, List<UserRequest> requests, boolean wholeWeeks) {

    /** Copies the lists. */
    public Circumstances {
        challengers = List.copyOf(challengers);
        segments = List.copyOf(segments);
        requests = List.copyOf(requests);
    }

    /** Nothing special. */
    public static Circumstances plain(List<String> challengers) {
        return new Circumstances(challengers, Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty(), List.of(),
                List.of(), false);
    }

    /**
     * An open freeze window.
     *
     * @param name its name
     * @param until when it closes
     */
    public record Freeze(String name, Instant until) {
    }
}
