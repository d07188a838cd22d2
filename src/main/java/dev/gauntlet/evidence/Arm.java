package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.time.Duration;
import java.util.Comparator;

/**
 * One counter of one variant, as the metrics of one maturation count it: what is too young for one metric may count for another.
 *
 * @param counter the counter's selector
 * @param variant the variant's name
 * @param maturation the {@linkplain MetricSpec#maturation maturation} of the metrics
 */
public record Arm(Selector counter, String variant, Duration maturation) implements Comparable<Arm> {
    private static final Comparator<Arm> ORDER =
            Comparator.comparing(Arm::counter).thenComparing(Arm::variant).thenComparing(Arm::maturation);

    @Override
    public int compareTo(Arm other) {
        return ORDER.compare(this, other);
    }
}
