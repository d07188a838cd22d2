package dev.gauntlet.stats;

/**
 * A confidence interval; an end may be infinite when the data do not bound the effect on that side.
 *
 * @param lower lower end, possibly negative infinity
 * @param upper upper end, possibly positive infinity, not below {@code lower}
 * @param level confidence level: one minus the error rate, strictly between 0 and 1
 */
public record Interval(double lower, double upper, double level) {

    /**
     * @throws IllegalArgumentException when an end is NaN, the ends are in the wrong order or the level is no probability
     */
    public Interval {
        if (Double.isNaN(lower) || lower == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("lower must be a number or negative infinity but is " + lower);
        }
        if (!(upper >= lower) || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("upper must not lie below lower " + lower + " but is " + upper);
        }
        Arguments.between("level", level, 0, 1);
    }

    /** The interval that says nothing. */
    public static Interval unbounded(double level) {
        return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, level);
    }

    /** True when neither end is known. */
    public boolean isUnbounded() {
        return Double.isInfinite(lower) && Double.isInfinite(upper);
    }

    /** True when {@code value} lies in the interval, ends included. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }
}
