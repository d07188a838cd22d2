package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.NotificationEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What makes the outbox entries of one status write unlike those of any other.
 *
 * @param uid uid of the experiment
 * @param version resource version that the write follows; the API server lets one write at most follow each
 * @param time when it happened
 */
public record Stamp(String uid, String version, Instant time) {

    /**
     * The idempotency key of an entry, unique for ever.
     *
     * @param event what is told
     * @param repetition how many entries of the same write tell this event already, from 0
     */
    String id(NotificationEvent event, long repetition) {
        String id = uid + "." + version + "." + event;
        return repetition == 0 ? id : id + "." + (repetition + 1);
    }

    /** The time as status shows it. */
    String seconds() {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
