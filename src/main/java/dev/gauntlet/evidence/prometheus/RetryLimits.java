package dev.gauntlet.evidence.prometheus;

import java.time.Duration;

/**
 * How hard a query is retried when the answer allows it.
 *
 * @param maximumAttempts attempts in all, at least 1
 * @param initialDelay the pause before the second attempt; it doubles from there
 * @param maximumDelay the longest pause
 * @param maximumTotal the longest time from the first attempt's start after which no other attempt starts; a store that asks for
 *        a longer pause than this is not asked again
 */
public record RetryLimits(int maximumAttempts, Duration initialDelay, Duration maximumDelay, Duration maximumTotal) {

    /** Three attempts within ten seconds. */
    public static final RetryLimits DEFAULT =
            new RetryLimits(3, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10));

    /** Refuses values that make no sense. */
    public RetryLimits {
        if (maximumAttempts < 1 || initialDelay.isNegative() || initialDelay.isZero() || maximumDelay.compareTo(initialDelay) <= 0
                || maximumTotal.isNegative() || maximumTotal.isZero()) {
            throw new IllegalArgumentException("retry limits must be positive and the longest delay longer than the first");
        }
    }
}
