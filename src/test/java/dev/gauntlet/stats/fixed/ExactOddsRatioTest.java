package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactOddsRatioTest {

    /** Limits from 40-digit arithmetic; those of the exact interval also agree with SciPy's conditional odds ratio. */
    @ParameterizedTest
    @CsvSource({
            "3, 7, 1, 9, 0.3108815901449914, 353.38902487685197, 0.42844500497692821, 175.81268590701924",
            "0, 50, 4, 60, 0, 1.7861057186920494, 0, 1.3087574206287147",
            "5, 5, 1, 5, 1.0247975520470543, Infinity, 1.4876774433986316, Infinity",
            "60, 1000, 50, 1000, 0.80981697112626969, 1.8224152322278721, 0.82402175622878296, 1.7900122281355705"})
    void smallCountsGiveTheConditionalInterval(
            long x1, long n1, long x0, long n0, double lower, double upper, double midLower, double midUpper) {
        assertEnds(ExactOddsRatio.interval(counts(x1, n1, x0, n0), 0.95), lower, upper);
        assertEnds(ExactOddsRatio.midInterval(counts(x1, n1, x0, n0), 0.95), midLower, midUpper);
    }

    @Test
    void manyCountsGiveTheNormalInterval() {
        TwoArmCounts counts = counts(100_300, 1_000_000, 100_000, 1_000_000);
        Interval exact = ExactOddsRatio.midInterval(counts, 0.95);
        Interval normal = ProportionRatio.oddsWaldLog(counts, 0.95).orElseThrow();
        assertThat(exact.lower()).isCloseTo(normal.lower(), Percentage.withPercentage(1e-3));
        assertThat(exact.upper()).isCloseTo(normal.upper(), Percentage.withPercentage(1e-3));
    }

    @Test
    void theIntervalLeavesOutOneWhereFishersTestRejects() {
        for (long x1 = 0; x1 <= 12; x1++) {
            TwoArmCounts counts = counts(x1, 12, 5, 14);
            ExactTest test = ExactTest.ofEqualRates(counts);
            Interval interval = ExactOddsRatio.interval(counts, 0.95);
            assertThat(interval.lower() > 1).isEqualTo(test.greater().value() < 0.025);
            assertThat(interval.upper() < 1).isEqualTo(test.less().value() < 0.025);
        }
    }

    @Test
    void countsThatSayNothingBoundNothing() {
        for (TwoArmCounts counts : new TwoArmCounts[] {TwoArmCounts.NONE, counts(0, 9, 0, 3), counts(9, 9, 3, 3)}) {
            assertThat(ExactOddsRatio.interval(counts, 0.95)).isEqualTo(new Interval(0, Double.POSITIVE_INFINITY, 0.95));
        }
        assertEnds(ExactOddsRatio.interval(counts(1, 1, 0, 1), 0.95), 0.025 / 0.975, Double.POSITIVE_INFINITY);
    }

    @Test
    void verySmallAndVeryLargeLevelsAreFound() {
        TwoArmCounts counts = counts(60, 1000, 50, 1000);
        Interval narrow = ExactOddsRatio.midInterval(counts, 0.01);
        assertThat(narrow.contains(1.2127659574468086)).isTrue();
        assertThat(narrow.upper() - narrow.lower()).isLessThan(0.01);
        assertThat(ExactOddsRatio.interval(counts, 1 - 1e-12).lower()).isBetween(0.2, 0.4);
        assertThatThrownBy(() -> ExactOddsRatio.interval(counts, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("level");
    }

    private static void assertEnds(Interval interval, double lower, double upper) {
        assertThat(interval.lower()).isCloseTo(lower, within(1e-11 * lower + 1e-300));
        if (Double.isInfinite(upper)) {
            assertThat(interval.upper()).isInfinite();
        } else {
            assertThat(interval.upper()).isCloseTo(upper, within(1e-11 * upper));
        }
    }

    private static TwoArmCounts counts(long x1, long n1, long x0, long n0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }
}
