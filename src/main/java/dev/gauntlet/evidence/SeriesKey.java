package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.util.Comparator;

/**
 * A series as one counter of the experiment sees it.
 *
 * @param counter the counter's selector
 * @param series the series' name and labels, replica labels left out, in the store's notation
 */
public record SeriesKey(Selector counter, String series) implements Comparable<SeriesKey> {
    private static final Comparator<SeriesKey> ORDER = Comparator.comparing(SeriesKey::counter).thenComparing(SeriesKey::series);

    @Override
    public int compareTo(SeriesKey other) {
        return ORDER.compare(this, other);
    }
}
