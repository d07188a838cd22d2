package dev.gauntlet.comparator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Comparison.TextMeasure;
import dev.gauntlet.comparator.compare.Prediction.Embeddings;
import dev.gauntlet.comparator.compare.Prediction.Failed;
import dev.gauntlet.comparator.compare.Prediction.Found;
import dev.gauntlet.comparator.compare.Prediction.Labels;
import dev.gauntlet.comparator.compare.Prediction.Outputs;
import dev.gauntlet.comparator.compare.Prediction.Scores;
import dev.gauntlet.comparator.compare.Prediction.Texts;
import dev.gauntlet.comparator.compare.Prediction.Unreadable;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PredictionComparerTest {

    private static final PredictionComparer COMPARER = new PredictionComparer(0.125, TextDistance.of(TextMeasure.Levenshtein), 0.25);
    private static final Prediction CAT = labels("cat");
    private static final Prediction FAILED = new Failed(Failure.Status, 500);
    private static final Prediction UNREADABLE = new Unreadable(Unread.NotJson);

    private static Found labels(String... values) {
        return new Labels(List.of(values));
    }

    private static Found texts(String... values) {
        return new Texts(List.of(values));
    }

    private static Found scores(int width, Double... values) {
        return new Scores(List.of(values), width);
    }

    private static Difference compare(Found one, Found other) {
        return ((PairOutcome.Compared) COMPARER.compare(one, other)).difference();
    }

    /** Agreement, change of the label, numeric difference, agreement of ranks, distance of texts; null where not measured. */
    static Stream<Arguments> differences() {
        return Stream.of(
                row(labels("cat"), labels("cat"), true, false, null, null, null),
                row(labels("cat", "dog"), labels("cat", "cow"), false, true, null, null, null),
                row(labels("cat"), labels("cat", "cat"), false, true, null, null, null),
                row(labels("1"), scores(1, 1.0), false, false, null, null, null),
                row(scores(1, 0.5), scores(1, 0.625), true, false, 0.125, null, null),
                row(scores(1, 0.5), scores(1, 0.75), false, false, 0.25, null, null),
                row(scores(1, 0.5, 0.5), scores(1, 0.5, 0.0), false, false, 0.5, null, null),
                row(scores(1, 3.0), scores(1, 4.0), false, true, 1.0, null, null),
                row(scores(1, 3.0), scores(1, 3.0625), true, false, 0.0625, null, null),
                row(scores(1, 0.5), scores(1, 0.5, 0.5), false, false, null, null, null),
                row(scores(2, 0.5, 0.5), scores(1, 0.5, 0.5), false, false, null, null, null),
                row(scores(1, Double.NaN), scores(1, Double.NaN), true, false, null, null, null),
                row(scores(1, Double.NaN), scores(1, 0.5), false, false, null, null, null),
                row(scores(1, Double.POSITIVE_INFINITY), scores(1, Double.POSITIVE_INFINITY), true, false, null, null, null),
                row(scores(2, 0.25, 0.75), scores(2, 0.25, 0.75), true, false, 0.0, 1.0, null),
                row(scores(2, 0.25, 0.75), scores(2, 0.75, 0.25), false, true, 0.5, -1.0, null),
                row(scores(3, 0.0, 0.0625, 0.5), scores(3, 0.0625, 0.0, 0.5), true, false, 0.0625, 1.0 / 3, null),
                row(scores(2, 0.4375, 0.5), scores(2, 0.5, 0.4375), true, true, 0.0625, -1.0, null),
                row(scores(2, 0.5, 0.5), scores(2, 0.5, 0.5), true, false, 0.0, null, null),
                row(scores(2, 1.0, 0.0, 0.0, 1.0), scores(2, 1.0, 0.0, 1.0, 0.0), false, true, 1.0, 0.0, null),
                row(new Embeddings(List.of(0.5, 1.0), 2), new Embeddings(List.of(0.5, 1.125), 2), true, false, 0.125, null, null),
                row(new Embeddings(List.of(0.5, 1.0), 2), new Embeddings(List.of(0.5, 1.0), 1), false, false, null, null, null),
                row(texts("abcd"), texts("abcx"), true, false, null, null, 0.25),
                row(texts("abcd"), texts("abxx"), false, false, null, null, 0.5),
                row(texts("abcd", "a"), texts("abcd", "b"), false, false, null, null, 1.0),
                row(texts("a"), texts("a", "a"), false, false, null, null, null),
                row(parts(labels("cat"), scores(1, 0.5)), parts(labels("cat"), scores(1, 0.5)), true, false, 0.0, null, null),
                row(parts(labels("cat"), scores(1, 0.5)), parts(labels("dog"), scores(1, 1.5)), false, true, 1.0, null, null),
                row(parts(labels("cat"), scores(1, 0.5)), labels("cat"), false, false, null, null, null));
    }

    private static Found parts(Found a, Found b) {
        return new Outputs(new TreeMap<>(Map.of("a", a, "b", b)));
    }

    private static Arguments row(Found one, Found other, boolean agrees, boolean changed, Double numeric, Double ranks, Double text) {
        return Arguments.of(one, other, agrees, changed, numeric, ranks, text);
    }

    @ParameterizedTest
    @MethodSource("differences")
    void measuresHowPredictionsDifferWhicheverComesFirst(Found one, Found other, boolean agrees, boolean changed, Double numeric,
            Double ranks, Double text) {
        for (Difference difference : List.of(compare(one, other), compare(other, one))) {
            assertThat(difference.agrees()).isEqualTo(agrees);
            assertThat(difference.labelChanged()).isEqualTo(changed);
            assertMeasured(difference.numeric(), numeric);
            assertMeasured(difference.ranks(), ranks);
            assertMeasured(difference.text(), text);
        }
    }

    private static void assertMeasured(OptionalDouble found, Double expected) {
        assertThat(found.isPresent()).isEqualTo(expected != null);
        found.ifPresent(value -> assertThat(value).isCloseTo(expected, within(1e-12)));
    }

    @Test
    void tellsWhoFailed() {
        assertThat(COMPARER.compare(FAILED, CAT)).isEqualTo(new PairOutcome.Errors(Side.Champion));
        assertThat(COMPARER.compare(CAT, FAILED)).isEqualTo(new PairOutcome.Errors(Side.Challenger));
        assertThat(COMPARER.compare(FAILED, FAILED)).isEqualTo(new PairOutcome.Errors(Side.Both));
        assertThat(COMPARER.compare(UNREADABLE, FAILED)).isEqualTo(new PairOutcome.Errors(Side.Challenger));
    }

    @Test
    void takesAnUnreadableChallengerForADivergenceAndAnUnreadableChampionForNothing() {
        assertThat(COMPARER.compare(CAT, UNREADABLE))
                .isEqualTo(new PairOutcome.Compared(Difference.INCOMPARABLE, List.of(), List.of()));
        assertThat(COMPARER.compare(UNREADABLE, CAT)).isEqualTo(new PairOutcome.Incomparable());
        assertThat(COMPARER.compare(UNREADABLE, UNREADABLE)).isEqualTo(new PairOutcome.Incomparable());
    }

    @Test
    void samplesOneScorePerInstance() {
        PairOutcome.Compared pair = (PairOutcome.Compared) COMPARER.compare(
                parts(scores(2, 0.25, 0.75, 0.5, 0.5), scores(1, 7.0, Double.NaN)),
                parts(scores(3, 0.25, 0.5, 0.0), new Embeddings(List.of(9.0), 1)));

        assertThat(pair.championScores()).containsExactly(0.75, 0.5, 7.0);
        assertThat(pair.challengerScores()).containsExactly(0.5);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "NaN, 0", "Infinity, 0", "0, -0.1", "0, 1.1", "0, NaN"})
    void refusesTolerancesThatMakeNoSense(double numeric, double text) {
        assertThatThrownBy(() -> new PredictionComparer(numeric, TextDistance.of(TextMeasure.Exact), text))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("olerance is");
    }
}
