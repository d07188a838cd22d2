package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;

/** How the samples of a series are read. */
public enum SeriesKind {
    /** A counter of events: whole numbers. */
    WHOLE_COUNTER,
    /** A counter of a sum: decimals. */
    DECIMAL_COUNTER,
    /** A classic histogram's buckets, or a native histogram. */
    HISTOGRAM,
    /** A value that goes up and down. */
    GAUGE;

    /**
     * The kind of a series that two metrics share: what counts whole events for one must do so for both.
     *
     * @param other the kind in the other metric
     * @param selector selects the series
     * @throws IllegalArgumentException if the two contradict each other
     */
    SeriesKind sharedWith(SeriesKind other, Selector selector) {
        if (this == other) {
            return this;
        }
        if (this.isNumberCounter() && other.isNumberCounter()) {
            return WHOLE_COUNTER;
        }
        throw new IllegalArgumentException("the selector " + selector + " cannot be read as " + this + " and as " + other);
    }

    /** Whether it is a counter of one number. */
    boolean isNumberCounter() {
        return this == WHOLE_COUNTER || this == DECIMAL_COUNTER;
    }
}
