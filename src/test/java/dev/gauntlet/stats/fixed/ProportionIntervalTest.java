package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class ProportionIntervalTest {

    @ParameterizedTest
    @EnumSource(ProportionInterval.class)
    void everyIntervalContainsTheRateAndMirrors(ProportionInterval method) {
        for (long n : new long[] {1, 2, 7, 1000, 1_000_000_000_000L}) {
            for (long x : new long[] {0, 1, n / 3, n - 1, n}) {
                Interval interval = method.of(new BinomialCounts(n, x), 0.95);
                Interval mirrored = method.of(new BinomialCounts(n, n - x), 0.95);
                assertThat(interval.contains((double) x / n)).as(method + " " + x + "/" + n).isTrue();
                assertThat(1 - mirrored.upper()).isCloseTo(interval.lower(), within(1e-11));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProportionInterval.class, names = {"WILSON", "CLOPPER_PEARSON", "JEFFREYS"})
    void theseIntervalsStayAmongTheRatesAndHaveExactEnds(ProportionInterval method) {
        for (long n : new long[] {1, 30, 1_000_000_000_000L}) {
            assertThat(method.of(new BinomialCounts(n, 0), 0.95).lower()).isZero();
            assertThat(method.of(new BinomialCounts(n, n), 0.95).upper()).isEqualTo(1);
        }
    }

    @Test
    void noErrorInATrillionRequestsBoundsTheRateByThreeOverN() {
        BinomialCounts counts = new BinomialCounts(1_000_000_000_000L, 0);
        double bound = ProportionInterval.CLOPPER_PEARSON.of(counts, 0.9).upper();
        assertThat(bound).isCloseTo(-Math.log(0.05) * 1e-12, within(1e-22));
    }

    @Test
    void theLibrarysClippedIntervalsAgreeInside() {
        BinomialCounts counts = new BinomialCounts(480, 47);
        assertAgrees(ProportionInterval.WILSON, BinomialConfidenceInterval.WILSON_SCORE, counts);
        assertAgrees(ProportionInterval.CLOPPER_PEARSON, BinomialConfidenceInterval.CLOPPER_PEARSON, counts);
        assertAgrees(ProportionInterval.JEFFREYS, BinomialConfidenceInterval.JEFFREYS, counts);
        assertAgrees(ProportionInterval.AGRESTI_COULL, BinomialConfidenceInterval.AGRESTI_COULL, counts);
        assertAgrees(ProportionInterval.WALD, BinomialConfidenceInterval.NORMAL_APPROXIMATION, counts);
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> ProportionInterval.WILSON.of(BinomialCounts.NONE, 0.95))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("trials");
        for (double level : new double[] {0, 1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ProportionInterval.WILSON.of(new BinomialCounts(3, 1), level))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("level").hasMessageContaining("" + level);
        }
    }

    private static void assertAgrees(ProportionInterval ours, BinomialConfidenceInterval library, BinomialCounts counts) {
        var expected = library.fromErrorRate((int) counts.trials(), (int) counts.successes(), 0.05);
        Interval interval = ours.of(counts, 0.95);
        assertThat(interval.lower()).isCloseTo(expected.getLowerBound(), within(1e-12));
        assertThat(interval.upper()).isCloseTo(expected.getUpperBound(), within(1e-12));
    }
}
