package dev.gauntlet.evidence;

/**
 * Something that was counted and can be added up exactly: the sum does not depend on the order of its parts. Equal amounts are
 * equal objects.
 */
public sealed interface Amount permits CounterValue, GaugeSums {

    /** Whether nothing was counted. */
    boolean isZero();

    /**
     * The sum of two amounts.
     *
     * @param other an amount of the same kind
     * @throws ClassCastException if it is of another kind
     */
    Amount plus(Amount other);
}
