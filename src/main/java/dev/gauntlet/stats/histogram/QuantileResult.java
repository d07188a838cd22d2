package dev.gauntlet.stats.histogram;

import java.util.OptionalDouble;

/** Outcome of comparing a quantile of two arms that are known in buckets only. */
public sealed interface QuantileResult {

    /**
     * The buckets can tell, or may yet with more values.
     *
     * @param effect what is known
     */
    record Compared(QuantileEffect effect) implements QuantileResult {
    }

    /**
     * Every bucket in which the champion's quantile may lie is wider than the margin: however many values come, a challenger as
     * good as the champion can never be shown to be within the margin. Harm can still be shown.
     *
     * @param effect what is known nevertheless
     * @param resolvableMargin the smallest margin, on the scale of the target, that one of these buckets could resolve; empty
     *     when they resolve none, as the unbounded one
     * @param sentence which buckets these are and what would help
     */
    record BucketsTooCoarse(QuantileEffect effect, OptionalDouble resolvableMargin, String sentence) implements QuantileResult {
    }

    /**
     * An arm has too few values, or too few clusters of units, for any statement.
     *
     * @param sentence what is missing
     */
    record TooFewValues(String sentence) implements QuantileResult {
    }
}
