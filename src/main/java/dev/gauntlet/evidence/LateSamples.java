package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * Finds samples that were not there when the stretch before was consumed, and lie before a sample that was: a cursor remembers
 * how many samples there were in the overlap, and now there are more.
 */
final class LateSamples {

    private LateSamples() {
    }

    /**
     * The series with late samples, and how many.
     *
     * @param seen what the store holds now
     * @param cursors how far each series was counted before
     * @param earliest the beginning of the overlap
     */
    static Map<CounterSamples, Integer> of(Observations seen, SortedMap<SeriesKey, SeriesCursor> cursors, Instant earliest) {
        Map<CounterSamples, Integer> found = new LinkedHashMap<>();
        for (CounterSamples series : seen.counters()) {
            SeriesCursor cursor = cursors.get(series.key());
            if (cursor != null && cursor.replica().equals(series.replica())) {
                int late = samplesBetween(series, earliest, cursor.lastTimestamp()) - cursor.recentSamples();
                if (late > 0) {
                    found.put(series, late);
                }
            }
        }
        return found;
    }

    /**
     * Notes in each cursor how many samples there are.
     *
     * @param seen what the store holds now
     * @param cursors how far each series is counted now; changed in place
     * @param earliest the beginning of the next stretch's overlap
     */
    static void remember(Observations seen, SortedMap<SeriesKey, SeriesCursor> cursors, Instant earliest) {
        Map<SeriesKey, Integer> recent = new HashMap<>();
        for (CounterSamples series : seen.counters()) {
            SeriesCursor cursor = cursors.get(series.key());
            if (cursor != null && cursor.replica().equals(series.replica())) {
                recent.put(series.key(), samplesBetween(series, earliest, cursor.lastTimestamp()));
            }
        }
        cursors.replaceAll((key, cursor) -> cursor.withRecentSamples(recent.getOrDefault(key, 0)));
    }

    private static int samplesBetween(CounterSamples series, Instant after, Instant until) {
        return (int) series.readings().stream()
                .filter(reading -> reading.timestampMillis() > after.toEpochMilli()
                        && reading.timestampMillis() <= until.toEpochMilli())
                .count();
    }
}
