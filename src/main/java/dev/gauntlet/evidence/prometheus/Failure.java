package dev.gauntlet.evidence.prometheus;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A question that the store did not answer usably.
 *
 * @param reason the kind of failure
 * @param message what the store or the network said, shortened
 * @param retryAfter how long the store asked to wait before the next attempt
 */
public record Failure(FailureReason reason, String message, Optional<Duration> retryAfter) implements QueryOutcome, StoreTime {

    /** Refuses missing parts. */
    public Failure {
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
        Objects.requireNonNull(retryAfter);
    }

    /**
     * A failure without a wish for the next attempt.
     *
     * @param reason the kind of failure
     * @param message what happened
     */
    public Failure(FailureReason reason, String message) {
        this(reason, message, Optional.empty());
    }
}
