package dev.gauntlet.comparator.compare;

import dev.gauntlet.comparator.compare.Prediction.Scores;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;

/** In which order two models put the classes. */
final class Ranks {

    private Ranks() {
    }

    /**
     * Mean over the rows of Kendall's tau-b, which allows for ties (M. G. Kendall, "The treatment of ties in ranking problems",
     * Biometrika 33, 1945).
     *
     * @return empty without rows of at least two scores; rows that are all ties or hold no number say nothing
     */
    static OptionalDouble agreement(Scores one, Scores other) {
        if (one.width() < 2) {
            return OptionalDouble.empty();
        }
        KendallsCorrelation kendall = new KendallsCorrelation();
        return IntStream.range(0, one.rows()).filter(row -> numbers(one.row(row)) && numbers(other.row(row)))
                .mapToDouble(row -> kendall.correlation(one.row(row), other.row(row))).filter(tau -> !Double.isNaN(tau)).average();
    }

    /** Whether the class with the highest score is another one in some row; the first of several highest ones counts. */
    static boolean otherClass(Scores one, Scores other) {
        return IntStream.range(0, one.rows()).anyMatch(row -> highest(one.row(row)) != highest(other.row(row)));
    }

    private static boolean numbers(double[] row) {
        return Arrays.stream(row).noneMatch(Double::isNaN);
    }

    private static int highest(double[] row) {
        int highest = 0;
        for (int i = 1; i < row.length; i++) {
            highest = row[i] > row[highest] ? i : highest;
        }
        return highest;
    }
}
