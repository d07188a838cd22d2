package dev.gauntlet.comparator.compare;

import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores whose distribution is watched for drift: one number per instance, because the scores of one instance are tied to each other.
 * Of one score per instance it is that one, of two classes the second one's (by custom that of the positive class), of more the highest.
 */
final class ScoreSample {

    private ScoreSample() {
    }

    /** The finite ones, in the order of the answer. */
    static List<Double> of(Found prediction) {
        if (prediction instanceof Scores scores) {
            return IntStream.range(0, scores.rows()).mapToDouble(row -> score(scores.row(row))).filter(Double::isFinite).boxed().toList();
        }
        return prediction instanceof Outputs outputs ? outputs.parts().values().stream().flatMap(part -> of(part).stream()).toList()
                : List.of();
    }

    private static double score(double[] row) {
        return row.length == 2 ? row[1] : Arrays.stream(row).max().orElse(Double.NaN);
    }
}
