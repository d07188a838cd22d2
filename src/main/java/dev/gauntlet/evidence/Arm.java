package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.util.Comparator;

/**
 * One counter of one variant.
 *
 * @param counter the counter's selector
 * @param variant the variant's name
 */
public record Arm(Selector counter, String variant) implements Comparable<Arm> {
    private static final Comparator<Arm> ORDER = Comparator.comparing(Arm::counter).thenComparing(Arm::variant);

    @Override
    public int compareTo(Arm other) {
        return ORDER.compare(this, other);
    }
}
