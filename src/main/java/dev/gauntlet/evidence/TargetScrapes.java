package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Sample;
import dev.gauntlet.evidence.prometheus.Series;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * When targets were scraped successfully, and when their processes had started. Samples of one scrape share its time stamp, so
 * the join with a counter's sample is exact.
 */
final class TargetScrapes {
    /** The metric by which a process tells its start, seconds since the epoch (Prometheus client library guidelines). */
    static final String PROCESS_START = "process_start_time_seconds";
    /** The metric by which the scraper tells success (1) or failure (0) of a scrape. */
    static final String UP = "up";
    /** No scrape of any target. */
    static final TargetScrapes NONE = new TargetScrapes(List.of());

    /** Per target and time of scrape (ms) the process start in ms; null if the target does not say or contradicts itself. */
    private final Map<TargetKey, NavigableMap<Long, Long>> scrapes = new HashMap<>();

    /** Sorts series of {@value #PROCESS_START} and {@value #UP} by target. */
    TargetScrapes(List<Series> series) {
        series.stream().filter(one -> one.label("__name__").equals(UP)).forEach(this::addUp);
        Map<TargetKey, Map<Long, Long>> starts = new HashMap<>();
        series.stream().filter(one -> one.label("__name__").equals(PROCESS_START)).forEach(one -> addStart(one, starts));
    }

    private void addUp(Series series) {
        for (Sample sample : series.samples()) {
            if (sample.value() == 1) {
                of(TargetKey.of(series)).putIfAbsent(sample.timestampMillis(), null);
            }
        }
    }

    private void addStart(Series series, Map<TargetKey, Map<Long, Long>> seen) {
        TargetKey target = TargetKey.of(series);
        Map<Long, Long> starts = seen.computeIfAbsent(target, key -> new HashMap<>());
        for (Sample sample : series.samples()) {
            long start = Math.round(sample.value() * 1000);
            boolean usable = Double.isFinite(sample.value()) && start > 0;
            Long other = starts.putIfAbsent(sample.timestampMillis(), start);
            of(target).put(sample.timestampMillis(), usable && (other == null || other == start) ? (Long) start : null);
        }
    }

    private NavigableMap<Long, Long> of(TargetKey target) {
        return scrapes.computeIfAbsent(target, key -> new TreeMap<>());
    }

    private NavigableMap<Long, Long> known(TargetKey target) {
        return scrapes.getOrDefault(target, Collections.emptyNavigableMap());
    }

    /** When the process that was scraped at a time had started. */
    Optional<Instant> processStart(TargetKey target, Instant at) {
        return Optional.ofNullable(known(target).get(at.toEpochMilli())).map(Instant::ofEpochMilli);
    }

    /** The last scrape of a target in the open interval between two moments. */
    Optional<Instant> lastBetween(TargetKey target, Instant after, Instant before) {
        return Optional.ofNullable(known(target).lowerKey(before.toEpochMilli())).map(Instant::ofEpochMilli).filter(after::isBefore);
    }

    /** All scrapes: per target, time and process start, both in ms, the start null if unknown. */
    Map<TargetKey, NavigableMap<Long, Long>> all() {
        return Collections.unmodifiableMap(scrapes);
    }
}
