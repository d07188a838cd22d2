package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.reporting.StatusEvents.StatusEvent;
import java.util.List;

/** Tells who asked for something by annotation, and what came of it. */
final class RequestEvents {

    private RequestEvents() {
    }

    /** One Event per answer that status did not have before. */
    static List<StatusEvent> between(ModelExperimentStatus previous, ModelExperimentStatus next) {
        return next.requests().stream().filter(answer -> !previous.requests().contains(answer)).map(RequestEvents::event).toList();
    }

    private static StatusEvent event(RequestStatus answer) {
        boolean accepted = Boolean.TRUE.equals(answer.accepted());
        return new StatusEvent(!accepted, (accepted ? reason(answer.request()) : Reason.RequestIgnored).name(),
                "gauntlet.dev/" + answer.request() + ": \"" + answer.value() + "\", written by " + answer.by() + " at " + answer.time()
                        + ", " + (accepted ? "was accepted: " : "had no effect: ") + answer.message());
    }

    private static Reason reason(String request) {
        return switch (request) {
            case "approve" -> Reason.ApprovedByUser;
            case "promote" -> Reason.PromotedByUser;
            case "rollback" -> Reason.RolledBackByUser;
            default -> Reason.RetriedByUser;
        };
    }
}
