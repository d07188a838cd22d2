package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edges of the ways to combine two-by-two tables over strata. */
class StratifiedTablesTest {

    private static final TwoArmCounts ORDINARY = counts(100, 30, 200, 40);

    @Test
    void nothingIsDefinedWithoutStrata() {
        for (List<TwoArmCounts> none : List.of(List.<TwoArmCounts>of(), List.of(counts(0, 0, 10, 3)))) {
            assertThat(CommonRatio.ofOdds(none)).isEmpty();
            assertThat(CommonRatio.ofRates(none)).isEmpty();
            assertThat(CochranMantelHaenszel.of(none)).isEmpty();
            assertThat(BreslowDay.of(none)).isEmpty();
            assertThat(PostStratification.of(none)).isEmpty();
        }
    }

    @Test
    void noSuccessAndNoFailureLeaveRatiosUndefined() {
        for (TwoArmCounts extreme : List.of(counts(100, 0, 100, 0), counts(100, 100, 100, 100))) {
            assertThat(CommonRatio.ofOdds(List.of(extreme))).isEmpty();
            assertThat(CochranMantelHaenszel.of(List.of(extreme))).isEmpty();
            assertThat(BreslowDay.of(List.of(extreme, extreme))).isEmpty();
            assertThat(PostStratification.of(List.of(extreme)).orElseThrow().standardError()).isZero();
        }
        assertThat(CommonRatio.ofRates(List.of(counts(100, 0, 100, 0)))).isEmpty();
        assertThat(CommonRatio.ofRates(List.of(counts(100, 100, 100, 100))).orElseThrow().logStandardError()).isZero();
    }

    @Test
    void strataThatSayNothingChangeNothing() {
        List<TwoArmCounts> alone = List.of(ORDINARY, counts(50, 20, 60, 14));
        List<TwoArmCounts> withEmpty = List.of(ORDINARY, counts(0, 0, 70, 9), counts(50, 20, 60, 14));
        assertThat(CommonRatio.ofOdds(withEmpty)).isEqualTo(CommonRatio.ofOdds(alone));
        assertThat(CommonRatio.ofRates(withEmpty)).isEqualTo(CommonRatio.ofRates(alone));
        assertThat(CochranMantelHaenszel.of(withEmpty)).isEqualTo(CochranMantelHaenszel.of(alone));
        assertThat(BreslowDay.of(withEmpty)).isEqualTo(BreslowDay.of(alone));
        assertThat(PostStratification.of(withEmpty)).isEqualTo(PostStratification.of(alone));
    }

    @Test
    void oneStratumHasTheUsualOddsRatioAndInterval() {
        CommonRatio odds = CommonRatio.ofOdds(List.of(ORDINARY)).orElseThrow();
        assertThat(odds.ratio()).isCloseTo(30.0 * 160 / (70 * 40), within(1e-12));
        assertThat(odds.logStandardError()).isCloseTo(Math.sqrt(1 / 30.0 + 1 / 70.0 + 1 / 40.0 + 1 / 160.0), within(1e-12));
        Interval interval = odds.interval(0.95);
        assertThat(interval.lower() * interval.upper()).isCloseTo(odds.ratio() * odds.ratio(), within(1e-12));
    }

    @Test
    void equalOddsRatiosPassTheTestOfBreslowAndDay() {
        // Odds ratio 4 in both strata, at very different rates.
        BreslowDay test = BreslowDay.of(List.of(counts(100, 50, 100, 20), counts(1000, 4, 996, 1))).orElseThrow();
        assertThat(test.statistic()).isCloseTo(0, within(0.01));
        BreslowDay opposite = BreslowDay.of(List.of(counts(100, 50, 100, 20), counts(100, 20, 100, 50))).orElseThrow();
        assertThat(opposite.pValue()).isLessThan(1e-6);
    }

    @Test
    void aMillionMillionTrialsAreNoProblem() {
        List<TwoArmCounts> huge = List.of(
                counts(1_000_000_000_000L, 1_000, 1_000_000_000_000L, 2_000),
                counts(1_000_000_000_000L, 999_999_999_000L, 1_000_000_000_000L, 999_999_998_000L));
        assertThat(CommonRatio.ofOdds(huge).orElseThrow().ratio()).isPositive().isFinite();
        assertThat(BreslowDay.of(huge).orElseThrow().pValue()).isBetween(0.0, 1.0);
        assertThat(CochranMantelHaenszel.of(huge).orElseThrow().pValue()).isCloseTo(1, within(1e-6));
    }

    private static TwoArmCounts counts(long n1, long x1, long n0, long x0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }
}
