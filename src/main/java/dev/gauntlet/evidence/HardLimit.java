package dev.gauntlet.evidence;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * An absolute limit on a metric's share, mean, ratio, rate, quantile or level.
 *
 * @param maximum a value above this violates the limit
 * @param minimum a value below this violates the limit
 * @param minimumSamples how large the denominator of one judgement must be, at least 1; for a quantile the number of values, for
 *        a gauge of scrapes
 */
public record HardLimit(OptionalDouble maximum, OptionalDouble minimum, long minimumSamples) {

    /** Refuses a limit without a bound and a non-positive sample size. */
    public HardLimit {
        if (maximum.isEmpty() && minimum.isEmpty()) {
            throw new IllegalArgumentException("a hard limit needs a maximum or a minimum");
        }
        if (minimumSamples < 1) {
            throw new IllegalArgumentException("a hard limit needs at least one sample");
        }
    }

    /**
     * A limit from above.
     *
     * @param maximum a value above this violates the limit
     * @param minimumSamples how large the denominator of one judgement must be
     */
    public static HardLimit above(double maximum, long minimumSamples) {
        return new HardLimit(OptionalDouble.of(maximum), OptionalDouble.empty(), minimumSamples);
    }

    /**
     * A limit from below.
     *
     * @param minimum a value below this violates the limit
     * @param minimumSamples how large the denominator of one judgement must be
     */
    public static HardLimit below(double minimum, long minimumSamples) {
        return new HardLimit(OptionalDouble.empty(), OptionalDouble.of(minimum), minimumSamples);
    }

    /** Whether numerator over denominator violates the limit, judged on the decimals that the limit was written in. */
    boolean violatedBy(BigDecimal numerator, BigDecimal denominator) {
        return maximum.isPresent() && numerator.compareTo(ShortestDecimal.of(maximum.getAsDouble()).multiply(denominator)) > 0
                || minimum.isPresent()
                && numerator.compareTo(ShortestDecimal.of(minimum.getAsDouble()).multiply(denominator)) < 0;
    }
}
