package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;

/**
 * A bucket of a native histogram as the Prometheus HTTP API lists it, {@code [boundary rule, lower, upper, count]}.
 *
 * @param boundaryRule 0 for (lower, upper], 1 for [lower, upper), 3 for [lower, upper]; 2, open on both sides, occurs in no
 *     exponential histogram
 * @param lower lower bound
 * @param upper upper bound, not below the lower
 * @param count number of values, not negative
 */
public record NativeBucket(int boundaryRule, double lower, double upper, long count) {

    /** Rule of a bucket of the positive side. */
    static final int OPEN_LEFT = 0;
    /** Rule of a bucket of the negative side. */
    static final int OPEN_RIGHT = 1;
    /** Rule of the bucket around 0. */
    static final int CLOSED = 3;

    /**
     * @throws IllegalArgumentException when the rule does not fit the bounds of an exponential histogram or the count is negative
     */
    public NativeBucket {
        Arguments.nonNegative("count", count);
        boolean fits = switch (boundaryRule) {
            case OPEN_LEFT -> lower >= 0 && upper > lower;
            case OPEN_RIGHT -> upper <= 0 && upper > lower;
            case CLOSED -> lower <= 0 && upper >= 0 && Double.isFinite(lower) && Double.isFinite(upper);
            default -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException("boundaryRule must fit an exponential bucket from " + lower + " to " + upper
                    + " but is " + boundaryRule);
        }
    }
}
