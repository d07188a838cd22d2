package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a series has been counted.
 *
 * @param target where it is scraped
 * @param replica the values of its replica labels; samples of other replicas are ignored while this one lives
 * @param lastTimestamp the time of the last sample that was counted
 * @param lastValue the value of that sample; of a histogram the counts of all its buckets
 * @param processStart when the process behind that sample had started, if it says so
 * @param counted everything this series has contributed, filed or excluded; zero for a gauge, whose scrapes are added up instead
 * @param baseline what the series showed before anything of it was counted
 * @param recentSamples how many samples lie in the overlap before the ledger's end and not after {@code lastTimestamp}
 */
public record SeriesCursor(TargetKey target, String replica, Instant lastTimestamp, CounterValue lastValue,
        Optional<Instant> processStart, CounterValue counted, CounterValue baseline, int recentSamples) {

    /** The cursor after a sample that added an increment. */
    SeriesCursor moved(String byReplica, Instant timestamp, CounterValue value, Optional<Instant> start, CounterValue increment) {
        return new SeriesCursor(target, byReplica, timestamp, value, start.or(() -> processStart), counted.plus(increment),
                baseline, recentSamples);
    }

    /** The cursor with another count of recent samples. */
    SeriesCursor withRecentSamples(int samples) {
        return samples == recentSamples ? this
                : new SeriesCursor(target, replica, lastTimestamp, lastValue, processStart, counted, baseline, samples);
    }
}
