package dev.gauntlet.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pauses in which the metrics store has no sample of any of the experiment's series: it was down, or its data is gone. What a
 * process counted in a pause and still shows afterwards is counted; what it took with it is lost. A series must not be taken for
 * ended because the whole store was silent, so ages are measured without the gaps.
 *
 * @param lastActivity the time of the latest sample of any series, empty before the first one
 * @param recent the gaps that still matter for the age of a series or target
 * @param count how many gaps there were
 * @param lost how long they were in all, each beyond the tolerated silence
 */
public record ScrapeGaps(Optional<Instant> lastActivity, List<Gap> recent, int count, Duration lost) {

    /** No sample seen, no gap. */
    static final ScrapeGaps NONE = new ScrapeGaps(Optional.empty(), List.of(), 0, Duration.ZERO);

    /** Copies the list. */
    public ScrapeGaps {
        recent = List.copyOf(recent);
    }

    /**
     * A stretch of time without any sample.
     *
     * @param start the last sample before it plus the tolerated silence
     * @param end the first sample after it
     */
    public record Gap(Instant start, Instant end) {

        /** The gap's length. */
        public Duration length() {
            return Duration.between(start, end);
        }
    }

    /** The gaps after a sample. */
    ScrapeGaps active(Instant at, Duration silence) {
        if (lastActivity.isEmpty()) {
            return new ScrapeGaps(Optional.of(at), recent, count, lost);
        }
        if (!at.isAfter(lastActivity.get())) {
            return this;
        }
        Instant expected = lastActivity.get().plus(silence);
        if (!at.isAfter(expected)) {
            return new ScrapeGaps(Optional.of(at), recent, count, lost);
        }
        Gap gap = new Gap(expected, at);
        List<Gap> all = new ArrayList<>(recent);
        all.add(gap);
        return new ScrapeGaps(Optional.of(at), all, count + 1, lost.plus(gap.length()));
    }

    /** The time between two moments, gaps not counted; zero if the second is not after the first. */
    Duration activeBetween(Instant from, Instant to) {
        if (!to.isAfter(from)) {
            return Duration.ZERO;
        }
        Duration active = Duration.between(from, to);
        for (Gap gap : recent) {
            Instant start = gap.start().isAfter(from) ? gap.start() : from;
            Instant end = gap.end().isBefore(to) ? gap.end() : to;
            if (end.isAfter(start)) {
                active = active.minus(Duration.between(start, end));
            }
        }
        return active;
    }

    /** Without the gaps that lie so far back that any age reaching over them exceeds the retention anyway. */
    ScrapeGaps forgetting(Duration retention) {
        return lastActivity.isEmpty() ? this : new ScrapeGaps(lastActivity,
                recent.stream().filter(gap -> activeBetween(gap.end(), lastActivity.get()).compareTo(retention) <= 0).toList(), count, lost);
    }
}
