package dev.gauntlet.comparator.compare;

import java.util.Locale;

/** Which of two models. */
public enum Side {
    /** Only the champion. */
    Champion,
    /** Only the challenger. */
    Challenger,
    /** Both. */
    Both;

    /** The word as it stands in series. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
