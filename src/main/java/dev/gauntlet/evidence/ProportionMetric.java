package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.util.Objects;
import java.util.Optional;

/**
 * A metric that is a share of counted events.
 *
 * @param name the metric's name, unique in its experiment
 * @param numerator the counter of successes
 * @param denominator the counter of trials
 * @param hardLimit the absolute limit that is judged window by window, if there is one
 */
public record ProportionMetric(String name, Selector numerator, Selector denominator, Optional<HardLimit> hardLimit) {

    /** Refuses missing parts. */
    public ProportionMetric {
        Objects.requireNonNull(name);
        Objects.requireNonNull(numerator);
        Objects.requireNonNull(denominator);
        Objects.requireNonNull(hardLimit);
    }
}
