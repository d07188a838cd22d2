package dev.gauntlet.operator;

import dev.gauntlet.reporting.PassReport;
import java.time.Duration;
import java.util.Optional;

/**
 * What one pass leaves behind.
 *
 * @param report what was found out; status is rendered from it
 * @param next when to look again; empty when only an event can change anything
 */
record PassOutcome(PassReport report, Optional<Duration> next) {

    /** Look again at once: the state was changed and has to be acted upon after it is persisted. */
    static final Duration AT_ONCE = Duration.ofMillis(1);
    /** Look again soon: the world is on its way. */
    static final Duration SOON = Duration.ofMillis(500);
}
