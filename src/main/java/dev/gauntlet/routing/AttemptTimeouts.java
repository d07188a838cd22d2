package dev.gauntlet.routing;

import java.time.Duration;

/**
 * How long one attempt at a variant may take before it counts as failed.
 *
 * @param connect longest time to establish a connection; 1 ms to 1 h
 * @param read longest silence while waiting for an answer or for the next part of it; 1 ms to 1 h
 */
public record AttemptTimeouts(Duration connect, Duration read) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /** One second to connect, one minute of silence. */
    public static final AttemptTimeouts DEFAULT = new AttemptTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(60));

    /**
     * @throws IllegalArgumentException if a timeout is shorter than 1 ms or longer than 1 h
     */
    public AttemptTimeouts {
        if (isOutOfRange(connect) || isOutOfRange(read)) {
            throw new IllegalArgumentException("a timeout must lie between 1 ms and 1 h: connect " + connect + ", read " + read);
        }
    }

    private static boolean isOutOfRange(Duration timeout) {
        return timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0;
    }
}
