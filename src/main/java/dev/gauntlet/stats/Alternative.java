package dev.gauntlet.stats;

/** On which side of the null effect a test looks for the true one. */
public enum Alternative {
    /** The effect differs from the null effect, in either direction. */
    TWO_SIDED(2),
    /** The effect lies above the null effect. */
    GREATER(1),
    /** The effect lies below the null effect. */
    LESS(1);

    private final int sides;

    Alternative(int sides) {
        this.sides = sides;
    }

    /** Number of tails that share the error rate. */
    public int sides() {
        return sides;
    }
}
