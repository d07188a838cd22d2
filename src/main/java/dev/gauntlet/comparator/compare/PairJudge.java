package dev.gauntlet.comparator.compare;

import dev.gauntlet.api.v1alpha1.Comparison;

/**
 * Reads and compares two answers to the same request.
 *
 * @param reader finds the predictions
 * @param comparer compares them
 */
public record PairJudge(PredictionReader reader, PredictionComparer comparer) {

    /**
     * Two answers, what they predict, and what that shows.
     *
     * @param champion the champion's prediction
     * @param challenger the challenger's prediction
     * @param outcome what the two show
     */
    public record Judgement(Prediction champion, Prediction challenger, PairOutcome outcome) {
    }

    /**
     * A judge for a comparison of the manifest.
     *
     * @throws IllegalArgumentException if a field makes no sense; names field, value and remedy
     */
    public static PairJudge of(Comparison comparison) {
        return new PairJudge(new PredictionReader(comparison.protocol(), comparison.jsonPaths()),
                new PredictionComparer(number("numericTolerance", comparison.numericTolerance()),
                        TextDistance.of(comparison.textDistance()),
                        number("textTolerance", comparison.textTolerance())));
    }

    /** Judges two answers. */
    public Judgement judge(Answer champion, Answer challenger) {
        Prediction expected = reader.read(champion);
        Prediction found = reader.read(challenger);
        return new Judgement(expected, found, comparer.compare(expected, found));
    }

    private static double number(String field, String decimal) {
        try {
            return Double.parseDouble(decimal);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(field + " is " + decimal + "; write a decimal number, such as 0.01", e);
        }
    }
}
