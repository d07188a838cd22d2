package dev.gauntlet.stats;

/** Argument checks that name the offending argument, so that a caller can tell which input was wrong. */
public final class Arguments {

    private Arguments() {
    }

    /** Returns {@code value} when it is neither NaN nor infinite. */
    public static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be finite but is " + value);
        }
        return value;
    }

    /** Returns {@code value} when it is finite and greater than zero. */
    public static double positive(String name, double value) {
        if (!(finite(name, value) > 0)) {
            throw new IllegalArgumentException(name + " must be positive but is " + value);
        }
        return value;
    }

    /** Returns {@code value} when it is finite and not negative. */
    public static double nonNegative(String name, double value) {
        if (!(finite(name, value) >= 0)) {
            throw new IllegalArgumentException(name + " must not be negative but is " + value);
        }
        return value;
    }

    /** Returns {@code value} when it is not negative. */
    public static long nonNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative but is " + value);
        }
        return value;
    }

    /** Returns {@code value} when it lies strictly between {@code low} and {@code high}. */
    public static double between(String name, double value, double low, double high) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(
                    name + " must lie strictly between " + low + " and " + high + " but is " + value);
        }
        return value;
    }

    /** Returns {@code value} when it is a probability, both ends allowed. */
    public static double probability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must lie in [0, 1] but is " + value);
        }
        return value;
    }
}
