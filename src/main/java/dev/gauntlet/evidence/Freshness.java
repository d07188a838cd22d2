package dev.gauntlet.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How fresh the evidence on a metric's trials is.
 *
 * @param lastSample when the denominator was last scraped, empty if it never was
 * @param lastIncrease when the denominator last grew, empty if it never did
 */
public record Freshness(Optional<Instant> lastSample, Optional<Instant> lastIncrease) {

    /**
     * How long nothing has been counted.
     *
     * @param start the experiment's start, from which waiting for the very first trial is counted
     * @param now the present moment on the store's clock
     */
    public Duration sinceIncrease(Instant start, Instant now) {
        return Duration.between(lastIncrease.orElse(start), now);
    }
}
