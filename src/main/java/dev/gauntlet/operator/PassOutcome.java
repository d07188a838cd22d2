package dev.gauntlet.operator;

import dev.gauntlet.lifecycle.Requests;
import dev.gauntlet.lifecycle.SeenRequest;
import dev.gauntlet.reporting.PassReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one pass leaves behind.
 *
 * @param report what was found out; status is rendered from it
 * @param next when to look again; empty when only an event can change anything
 * @param answered annotations whose answer stands in status already, to be removed
 */
record PassOutcome(PassReport report, Optional<Duration> next, List<SeenRequest> answered) {

    /** Copies the list. */
    PassOutcome {
        answered = List.copyOf(answered);
    }

    /** A pass in which no annotation has to be removed. */
    PassOutcome(PassReport report, Optional<Duration> next) {
        this(report, next, List.of());
    }

    /** The same after annotations were judged: new answers are persisted before their annotations are removed, at once. */
    PassOutcome after(Requests requests) {
        boolean told = !report.news().handled().isEmpty();
        return new PassOutcome(report, told ? Optional.of(AT_ONCE) : next, requests.answered());
    }

    /** Look again at once: the state was changed and has to be acted upon after it is persisted. */
    static final Duration AT_ONCE = Duration.ofMillis(1);
    /** Look again soon: the world is on its way. */
    static final Duration SOON = Duration.ofMillis(500);
}
