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

    /**
     * Whether the champion serves everybody and the others get copies of requests at most, so that what is counted of them was not split by
     * chance.
     *
     * @param champion the champion's name
     */
    public boolean isShadow(String champion) {
        return weights.entrySet().stream().noneMatch(weight -> weight.getValue() > 0 && !weight.getKey().equals(champion));
    }

    /**
     * Whether the counts of a variant belong to the epoch. Where traffic is split, a variant without a share only answers what is left of
     * an earlier one, over connections that are still open.
     *
     * @param variant the variant's name
     * @param champion the champion's name
     */
    boolean counts(String variant, String champion) {
        return isShadow(champion) || weights.getOrDefault(variant, 0) > 0;
    }
}
