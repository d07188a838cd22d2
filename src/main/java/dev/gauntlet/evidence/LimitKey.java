package dev.gauntlet.evidence;

import java.util.Comparator;

/**
 * Which hard limit is judged for whom.
 *
 * @param metric the metric's name
 * @param variant the variant's name
 */
public record LimitKey(String metric, String variant) implements Comparable<LimitKey> {
    private static final Comparator<LimitKey> ORDER = Comparator.comparing(LimitKey::metric).thenComparing(LimitKey::variant);

    @Override
    public int compareTo(LimitKey other) {
        return ORDER.compare(this, other);
    }
}
