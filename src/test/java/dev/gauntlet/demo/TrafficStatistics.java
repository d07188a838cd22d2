package dev.gauntlet.demo;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts what a traffic generator does. Written by its thread, read by any. */
final class TrafficStatistics {

    private static final long MAX_LATENCY_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final Histogram latencyMicros = new Histogram(MAX_LATENCY_MICROS, 3);
    private final SortedMap<Integer, Long> statuses = new TreeMap<>();
    private long sent;
    private long ok;
    private long unanswered;
    private long connections;
    private long labelled;

    /**
     * Counts a request that is due.
     *
     * @return its number, from 1
     */
    synchronized long sent() {
        return ++sent;
    }

    /**
     * Counts an answer.
     *
     * @param status its HTTP status
     * @param latencyNanos from the moment the request was due
     */
    synchronized void answered(int status, long latencyNanos) {
        statuses.merge(status, 1L, Long::sum);
        ok += status / 100 == 2 ? 1 : 0;
        latencyMicros.recordValue(Math.min(MAX_LATENCY_MICROS, TimeUnit.NANOSECONDS.toMicros(latencyNanos)));
    }

    /** Counts a request that ended without an answer. */
    synchronized void unanswered() {
        unanswered++;
    }

    /** Counts a new connection. */
    synchronized void connected() {
        connections++;
    }

    /** Counts labels that a server has counted. */
    synchronized void labelled(int count) {
        labelled += count;
    }

    /** Returns all counts of one instant. */
    synchronized TrafficReport report() {
        long answered = latencyMicros.getTotalCount();
        return new TrafficReport(
                sent,
                ok,
                answered - ok + unanswered,
                Collections.unmodifiableSortedMap(new TreeMap<>(statuses)),
                unanswered,
                connections,
                labelled,
                percentile(50),
                percentile(99));
    }

    private Duration percentile(double percentile) {
        return Duration.of(latencyMicros.getValueAtPercentile(percentile), ChronoUnit.MICROS);
    }
}
