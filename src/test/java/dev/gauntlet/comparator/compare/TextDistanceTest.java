package dev.gauntlet.comparator.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Comparison.TextMeasure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "Exact, abc, abc, 0", "Exact, abc, abd, 1", "Exact, '', '', 0",
        "Length, abc, xyz, 0", "Length, abcd, ab, 0.5", "Length, '', abc, 1", "Length, '', '', 0",
        "Levenshtein, kitten, sitting, 0.42857142857", "Levenshtein, abc, abc, 0", "Levenshtein, '', abc, 1",
        "Levenshtein, abab, ababab, 0.33333333333", "Levenshtein, abc, xyz, 1",
        "JaroWinkler, MARTHA, MARHTA, 0.03888888889", "JaroWinkler, DIXON, DICKSONX, 0.18666666667", "JaroWinkler, abc, xyz, 1",
        "JaroWinkler, '', '', 0"})
    void isTheKnownShareWhicheverTextComesFirst(TextMeasure measure, String one, String other, double expected) {
        assertThat(TextDistance.of(measure).between(one, other)).isCloseTo(expected, within(1e-9));
        assertThat(TextDistance.of(measure).between(other, one)).isCloseTo(expected, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(TextMeasure.class)
    void isAShareOfLongTextsToo(TextMeasure measure) {
        String one = "ab".repeat(500_000);
        String other = "ba".repeat(400_000);

        assertThat(TextDistance.of(measure).between(one, other)).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @EnumSource(value = TextMeasure.class, names = "Length", mode = EnumSource.Mode.EXCLUDE)
    void isNotZeroForLongTextsThatDifferAtTheirEnd(TextMeasure measure) {
        String begin = "x".repeat(10_000);

        assertThat(TextDistance.of(measure).between(begin + "a", begin + "b")).isPositive();
    }

    @Test
    void countsEditsExactlyInLongTextsThatAreNearlyEqual() {
        String begin = "x".repeat(5_000);
        String end = "y".repeat(4_998);

        assertThat(TextDistance.of(TextMeasure.Levenshtein).between(begin + "ab" + end, begin + "cd" + end)).isEqualTo(2 / 10_000.0);
    }
}
