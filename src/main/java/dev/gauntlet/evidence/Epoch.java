package dev.gauntlet.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stretch of time with constant traffic weights.
 *
 * @param generation its number, growing with time and unique in its history
 * @param start when the weights were known to be in force
 * @param end when they stopped being in force, empty while they are
 * @param weights each variant's share of the traffic in hundredths of a percent
 */
public record Epoch(int generation, Instant start, Optional<Instant> end, SortedMap<String, Integer> weights) {

    /** Copies the weights, cuts the times to milliseconds and refuses an end before the start. */
    public Epoch {
        start = start.truncatedTo(ChronoUnit.MILLIS);
        end = end.map(moment -> moment.truncatedTo(ChronoUnit.MILLIS));
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        if (end.filter(start::isAfter).isPresent()) {
            throw new IllegalArgumentException("epoch " + generation + " ends before it starts");
        }
    }
}
