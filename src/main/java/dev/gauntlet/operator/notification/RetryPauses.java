package dev.gauntlet.operator.notification;

import java.time.Duration;

/**
 * How long the sender waits between attempts; it never gives up.
 *
 * @param first after the first failure; each further one is twice as long
 * @param longest no pause is longer, save for the jitter of a fifth; what a receiver refuses is tried again after this
 */
record RetryPauses(Duration first, Duration longest) {

    static final RetryPauses STANDARD = new RetryPauses(Duration.ofSeconds(2), Duration.ofMinutes(5));

    /** Share by which pauses are lengthened or shortened at random, so that deliveries do not march in step. */
    static final double JITTER = 0.2;
}
