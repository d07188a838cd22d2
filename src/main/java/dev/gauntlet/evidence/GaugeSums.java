package dev.gauntlet.evidence;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Sums over the scraped values of a gauge.
 *
 * @param count how many values were scraped
 * @param sum their sum
 * @param sumOfSquares the sum of their squares, which has twice as many digits; empty where it is not kept
 */
public record GaugeSums(long count, BigDecimal sum, Optional<BigDecimal> sumOfSquares) implements Amount {

    /** No value; it is never stored. */
    static final GaugeSums NONE = new GaugeSums(0, BigDecimal.ZERO, Optional.empty());

    /** Strips trailing zeros, so that equal sums are equal objects. */
    public GaugeSums {
        sum = ShortestDecimal.normal(sum);
        sumOfSquares = sumOfSquares.map(ShortestDecimal::normal);
    }

    /** The sums of one scraped value. */
    public static GaugeSums of(BigDecimal value) {
        return new GaugeSums(1, value, Optional.of(value.multiply(value)));
    }

    @Override
    public boolean isZero() {
        return count == 0;
    }

    @Override
    public GaugeSums plus(Amount other) {
        GaugeSums more = (GaugeSums) other;
        return new GaugeSums(count + more.count, sum.add(more.sum),
                sumOfSquares.flatMap(squares -> more.sumOfSquares.map(squares::add)));
    }

    /** The sums without the squares. */
    GaugeSums withoutSquares() {
        return new GaugeSums(count, sum, Optional.empty());
    }
}
