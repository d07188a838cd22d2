package dev.gauntlet.evidence;

import java.math.BigDecimal;

/**
 * One exact decimal number.
 *
 * @param value the number, without trailing zeros
 */
public record Quantity(BigDecimal value) implements CounterValue {

    /** Nothing. */
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

    /** Strips trailing zeros, so that equal numbers are equal objects. */
    public Quantity {
        value = ShortestDecimal.normal(value);
    }

    /** A whole number. */
    public static Quantity of(long number) {
        return new Quantity(BigDecimal.valueOf(number));
    }

    @Override
    public boolean isZero() {
        return value.signum() == 0;
    }

    @Override
    public Quantity plus(Amount other) {
        return new Quantity(value.add(((Quantity) other).value));
    }

    @Override
    public Quantity minus(CounterValue earlier) {
        return new Quantity(value.subtract(((Quantity) earlier).value));
    }

    @Override
    public boolean isBelow(CounterValue earlier) {
        return value.compareTo(((Quantity) earlier).value) < 0;
    }

    @Override
    public Quantity zero() {
        return ZERO;
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
