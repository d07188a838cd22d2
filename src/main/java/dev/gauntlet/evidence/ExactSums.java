package dev.gauntlet.evidence;

import dev.gauntlet.stats.ArmSums;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums of one variant as the store has them; unlike a statistic's sums they may contradict each other.
 *
 * @param denominator trials, count, exposure or number of scrapes
 * @param numerator successes, sum or events
 * @param sumOfSquares the sum of the squared values, if it is known
 */
record ExactSums(BigDecimal denominator, BigDecimal numerator, Optional<BigDecimal> sumOfSquares) {
    /**
     * How much of the squared sum over the count may be missing from the sum of squares: exporters add up in doubles. Half of
     * what {@link ArmSums} allows, so that what is let through here is never refused there.
     */
    private static final BigDecimal ROUNDING = new BigDecimal("5e-10");
    /** Nothing. */
    static final ExactSums NONE = new ExactSums(BigDecimal.ZERO, BigDecimal.ZERO, Optional.empty());

    /** The sum of two cells of one metric; the squares are known when both know them. */
    ExactSums plus(ExactSums other) {
        return new ExactSums(denominator.add(other.denominator), numerator.add(other.numerator),
                sumOfSquares.flatMap(squares -> other.sumOfSquares.map(squares::add)));
    }

    /** Without the sum of squares. */
    ExactSums withoutSquares() {
        return new ExactSums(denominator, numerator, Optional.empty());
    }

    /** Whether the sums can be those of any values. */
    boolean isConsistent() {
        return contradiction().isEmpty();
    }

    /** Which rule the sums break, if any. */
    Optional<DataFault.Kind> contradiction() {
        if (denominator.signum() == 0) {
            return numerator.signum() != 0 || sumOfSquares.filter(squares -> squares.signum() != 0).isPresent()
                    ? Optional.of(DataFault.Kind.SUM_WITHOUT_COUNT) : Optional.empty();
        }
        BigDecimal least = numerator.multiply(numerator).multiply(BigDecimal.ONE.subtract(ROUNDING));
        return sumOfSquares.filter(squares -> squares.multiply(denominator).compareTo(least) < 0)
                .map(squares -> DataFault.Kind.SUM_OF_SQUARES_TOO_SMALL);
    }

    /** The sums as statistics take them. */
    ArmSums toArmSums() {
        return new ArmSums(denominator.doubleValue(), numerator.doubleValue(),
                sumOfSquares.map(squares -> OptionalDouble.of(squares.doubleValue())).orElse(OptionalDouble.empty()));
    }

    @Override
    public String toString() {
        return "a sum of " + numerator.toPlainString() + " over " + denominator.toPlainString()
                + sumOfSquares.map(squares -> " with a sum of squares of " + squares.toPlainString()).orElse("");
    }
}
