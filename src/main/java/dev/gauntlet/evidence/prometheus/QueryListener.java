package dev.gauntlet.evidence.prometheus;

import java.time.Duration;
import java.util.Optional;

/** Told about each HTTP exchange with a store, retries included; must be fast and must not throw. */
@FunctionalInterface
public interface QueryListener {

    /** Listens to nothing. */
    QueryListener NONE = (connection, latency, failure) -> { };

    /**
     * One exchange has ended.
     *
     * @param connection the connection's name
     * @param latency from sending the request to the end of the answer
     * @param failure why it failed, empty on success
     */
    void exchanged(String connection, Duration latency, Optional<FailureReason> failure);
}
