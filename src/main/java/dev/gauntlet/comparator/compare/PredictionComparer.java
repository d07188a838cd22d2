package dev.gauntlet.comparator.compare;

import dev.gauntlet.comparator.compare.Prediction.Embeddings;
import dev.gauntlet.comparator.compare.Prediction.Failed;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import dev.gauntlet.comparator.compare.Prediction.Unreadable;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Compares what champion and challenger predict for the same request.
 *
 * @param numericTolerance numbers that differ by no more agree; absolute, not negative
 * @param textDistance how different two texts are
 * @param textTolerance texts at no larger distance agree, 0 to 1
 */
public record PredictionComparer(double numericTolerance, TextDistance textDistance, double textTolerance) {

    /** Refuses tolerances that make no sense. */
    public PredictionComparer {
        if (!(numericTolerance >= 0) || Double.isInfinite(numericTolerance)) {
            throw new IllegalArgumentException("numericTolerance is " + numericTolerance + "; write a number that is not negative");
        }
        if (!(textTolerance >= 0 && textTolerance <= 1)) {
            throw new IllegalArgumentException("textTolerance is " + textTolerance + "; write a number from 0 to 1");
        }
    }

    /**
     * Compares two predictions. A challenger whose answer cannot be read where the champion's can disagrees with it.
     *
     * @param champion the champion's prediction
     * @param challenger the challenger's prediction
     */
    public PairOutcome compare(Prediction champion, Prediction challenger) {
        boolean championFailed = champion instanceof Failed;
        boolean challengerFailed = challenger instanceof Failed;
        if (championFailed || challengerFailed) {
            return new PairOutcome.Errors(championFailed && challengerFailed ? Side.Both
                    : championFailed ? Side.Champion : Side.Challenger);
        }
        if (champion instanceof Unreadable) {
            return new PairOutcome.Incomparable();
        }
        Found expected = (Found) champion;
        if (challenger instanceof Unreadable) {
            return new PairOutcome.Compared(Difference.INCOMPARABLE, List.of(), List.of());
        }
        Found found = (Found) challenger;
        return new PairOutcome.Compared(difference(expected, found), ScoreSample.of(expected), ScoreSample.of(found));
    }

    private Difference difference(Found one, Found other) {
        if (one instanceof Labels labels && other instanceof Labels others) {
            return labels(labels.values().equals(others.values()));
        }
        if (one instanceof Scores scores && other instanceof Scores others) {
            return scores(scores, others);
        }
        if (one instanceof Embeddings vectors && other instanceof Embeddings others) {
            return vectors.width() == others.width() ? numbers(vectors.values(), others.values()) : Difference.INCOMPARABLE;
        }
        if (one instanceof Texts texts && other instanceof Texts others) {
            return texts(texts.values(), others.values());
        }
        if (one instanceof Outputs outputs && other instanceof Outputs others && outputs.parts().keySet().equals(others.parts().keySet())) {
            return outputs.parts().entrySet().stream().map(part -> difference(part.getValue(), others.parts().get(part.getKey())))
                    .reduce(Difference.NONE, Difference::and);
        }
        return Difference.INCOMPARABLE;
    }

    private static Difference labels(boolean equal) {
        return new Difference(equal, !equal, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    private Difference scores(Scores one, Scores other) {
        if (one.width() != other.width() || one.values().size() != other.values().size()) {
            return Difference.INCOMPARABLE;
        }
        Difference numbers = numbers(one.values(), other.values());
        boolean otherClass = one.width() > 1 ? Ranks.otherClass(one, other) : !numbers.agrees() && whole(one) && whole(other);
        return new Difference(numbers.agrees(), otherClass, numbers.numeric(), Ranks.agreement(one, other), OptionalDouble.empty());
    }

    /** Whether the numbers may be numbers of classes. */
    private static boolean whole(Scores scores) {
        return scores.values().stream().allMatch(value -> value == Math.rint(value));
    }

    private Difference numbers(List<Double> one, List<Double> other) {
        if (one.size() != other.size()) {
            return Difference.INCOMPARABLE;
        }
        boolean agree = IntStream.range(0, one.size()).allMatch(i -> agree(one.get(i), other.get(i)));
        OptionalDouble largest = IntStream.range(0, one.size()).mapToDouble(i -> Math.abs(one.get(i) - other.get(i)))
                .filter(Double::isFinite).max();
        return new Difference(agree, false, largest, OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Equal infinities agree, and so do two values that are no numbers. */
    private boolean agree(double one, double other) {
        return Double.compare(one, other) == 0 || Math.abs(one - other) <= numericTolerance;
    }

    private Difference texts(List<String> one, List<String> other) {
        if (one.size() != other.size()) {
            return Difference.INCOMPARABLE;
        }
        double largest = IntStream.range(0, one.size()).mapToDouble(i -> textDistance.between(one.get(i), other.get(i))).max().orElse(0);
        return new Difference(largest <= textTolerance, false, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.of(largest));
    }
}
