package dev.gauntlet.comparator.compare;

import java.util.OptionalDouble;

/**
 * How two predictions differ.
 *
 * @param agrees whether all labels are equal, and all numbers and texts within their tolerances
 * @param labelChanged whether a predicted class is another one
 * @param numeric largest absolute difference of two numbers that belong together; empty without finite numbers
 * @param ranks mean over the rows of Kendall's tau-b between the scores of the classes, -1 to 1; empty without rows of scores
 * @param text largest distance of two texts that belong together, 0 to 1; empty without texts
 */
public record Difference(boolean agrees, boolean labelChanged, OptionalDouble numeric, OptionalDouble ranks, OptionalDouble text) {

    /** Equal in everything that was looked at. */
    static final Difference NONE = new Difference(true, false, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    /** So different that nothing can be measured: another kind of prediction, another number of values, or none on one side. */
    static final Difference INCOMPARABLE = new Difference(false, false, OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty());

    /** The difference of two predictions that consist of two parts each; of ranks, the lower agreement is kept. */
    Difference and(Difference other) {
        return new Difference(agrees && other.agrees, labelChanged || other.labelChanged, larger(numeric, other.numeric),
                ranks.isEmpty() ? other.ranks : other.ranks.isEmpty() ? ranks
                        : OptionalDouble.of(Math.min(ranks.getAsDouble(), other.ranks.getAsDouble())),
                larger(text, other.text));
    }

    /** What a model shows that is compared with itself, where this was measured: no difference, and full agreement. */
    public Difference none() {
        return new Difference(true, false, same(numeric, 0), same(ranks, 1), same(text, 0));
    }

    private static OptionalDouble same(OptionalDouble measured, double value) {
        return measured.isEmpty() ? measured : OptionalDouble.of(value);
    }

    private static OptionalDouble larger(OptionalDouble one, OptionalDouble other) {
        return one.isEmpty() ? other : other.isEmpty() ? one : OptionalDouble.of(Math.max(one.getAsDouble(), other.getAsDouble()));
    }
}
