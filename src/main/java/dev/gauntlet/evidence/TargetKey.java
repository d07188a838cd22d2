package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Series;
import java.util.Comparator;

/**
 * A scrape target, as its series name it.
 *
 * @param job the value of {@code job}
 * @param instance the value of {@code instance}
 */
public record TargetKey(String job, String instance) implements Comparable<TargetKey> {
    private static final Comparator<TargetKey> ORDER = Comparator.comparing(TargetKey::job).thenComparing(TargetKey::instance);

    /** The target of a series. */
    static TargetKey of(Series series) {
        return new TargetKey(series.label("job"), series.label("instance"));
    }

    /** Whether the labels are there at all; aggregated series have lost them, and their scrapes cannot be joined. */
    boolean isKnown() {
        return !instance.isEmpty();
    }

    @Override
    public int compareTo(TargetKey other) {
        return ORDER.compare(this, other);
    }
}
