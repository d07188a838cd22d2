package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pass has to tell beyond the evidence.
 *
 * @param cause why the state changed, where no decision says so
 * @param handled annotations that were answered in this pass, accepted or not
 * @param models what each variant's workload runs, in words, by variant; empty when nobody looked
 * @param report name of the run's ModelExperimentReport, once it is written
 */
public record News(Optional<Cause> cause, List<RequestStatus> handled, Map<String, String> models, Optional<String> report) {

    /** Nothing. */
    public static final News NONE = new News(Optional.empty(), List.of(), Map.of(), Optional.empty());

    /** Copies the collections. */
    public News {
        handled = List.copyOf(handled);
        models = Map.copyOf(models);
    }

    /** Nothing but the reason of a change. */
    public static News of(String reason, String message) {
        return new News(Optional.of(new Cause(reason, message)), List.of(), Map.of(), Optional.empty());
    }

    /** The same with annotations that were answered. */
    public News withHandled(List<RequestStatus> requests) {
        return new News(cause, requests, models, report);
    }

    /** The same with what the variants run. */
    public News withModels(Map<String, String> running) {
        return new News(cause, handled, running, report);
    }

    /** The same with another cause. */
    public News because(String reason, String message) {
        return new News(Optional.of(new Cause(reason, message)), handled, models, report);
    }

    /**
     * Why something changed.
     *
     * @param reason stable reason name
     * @param message one sentence
     */
    public record Cause(String reason, String message) {
    }
}
