package dev.gauntlet.evidence;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The decimal by which a store prints a value: the shortest one, of at most 17 digits, that reads as the same double
 * (numbers below 10^-307, which have fewer digits of their own, excepted). Sums of such
 * decimals are exact, so they do not depend on the order in which they are added. (Not {@link Double#toString}, which prints more
 * digits than needed for some values on Java 17 and does not on later ones.)
 */
final class ShortestDecimal {
    /** Every decimal of so many digits survives being read as a double. */
    private static final int SAFE_DIGITS = 15;
    /** So many digits tell every double from its neighbours. */
    private static final int MOST_DIGITS = 17;
    /** Below this a double tells neighbouring integers apart. */
    private static final double LARGEST_EXACT = 0x1p53;

    private ShortestDecimal() {
    }

    /**
     * The decimal of a double, without trailing zeros.
     *
     * @param value a finite number
     */
    static BigDecimal of(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            return normal(BigDecimal.valueOf((long) value));
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = SAFE_DIGITS; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                return normal(rounded);
            }
        }
        return normal(exact.round(new MathContext(MOST_DIGITS)));
    }

    /** The canonical form of a number: equal numbers have equal canonical forms. */
    static BigDecimal normal(BigDecimal number) {
        return number.stripTrailingZeros();
    }
}
