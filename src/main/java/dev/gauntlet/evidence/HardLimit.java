package dev.gauntlet.evidence;

import java.util.OptionalDouble;

/**
 * An absolute limit on a metric's rate.
 *
 * @param maximum a rate above this violates the limit
 * @param minimum a rate below this violates the limit
 * @param minimumSamples how large the denominator of one judgement must be, at least 1
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
     * @param maximum a rate above this violates the limit
     * @param minimumSamples how large the denominator of one judgement must be
     */
    public static HardLimit above(double maximum, long minimumSamples) {
        return new HardLimit(OptionalDouble.of(maximum), OptionalDouble.empty(), minimumSamples);
    }

    /**
     * A limit from below.
     *
     * @param minimum a rate below this violates the limit
     * @param minimumSamples how large the denominator of one judgement must be
     */
    public static HardLimit below(double minimum, long minimumSamples) {
        return new HardLimit(OptionalDouble.empty(), OptionalDouble.of(minimum), minimumSamples);
    }

    /** Whether a rate violates the limit. */
    boolean violatedBy(double rate) {
        return maximum.isPresent() && rate > maximum.getAsDouble() || minimum.isPresent() && rate < minimum.getAsDouble();
    }
}
