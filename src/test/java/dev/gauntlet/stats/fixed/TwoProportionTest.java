package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoProportionTest {

    /** Limits from 40-digit arithmetic. */
    @ParameterizedTest
    @CsvSource({
            "0, 100, 0, 100, -0.037172484930364403, 0.037172484930364403",
            "0, 50, 4, 60, -0.15980845979904777, 0.0074781224782938568",
            "5, 5, 5, 5, -0.46052601868200111, 0.46052601868200111",
            "5, 5, 0, 5, 0.4017099031609118, 1",
            "0, 1, 1, 1, -1, 0.58690137124552522",
            "1, 1, 0, 1, -0.58690137124552522, 1",
            "0, 1, 0, 1, -0.88483133880789443, 0.88483133880789443"})
    void theScoreIntervalOfADifferenceIsExactAtEmptyCells(long x1, long n1, long x0, long n0, double lower, double upper) {
        Interval interval = ProportionDifference.miettinenNurminen(counts(x1, n1, x0, n0), 0.95);
        assertThat(interval.lower()).isCloseTo(lower, within(1e-12));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-12));
    }

    /** Limits from 40-digit arithmetic. */
    @ParameterizedTest
    @CsvSource({
            "0, 50, 4, 60, 0, 1.1182225826654665",
            "4, 60, 0, 50, 0.89427634131331562, Infinity",
            "0, 10, 0, 10, 0, Infinity",
            "5, 5, 5, 5, 0.53947398131799889, 1.8536575157098058",
            "5, 5, 1, 5, 1.4041107966503747, 29.785604507490493",
            "0, 1, 1, 1, 0, 3.841458820694126",
            "1, 1, 0, 1, 0.26031777162700567, Infinity",
            "1, 1000000, 1000000, 1000000, 1.7652451496863872e-7, 5.6649137867999482e-6"})
    void theScoreIntervalOfARatioIsExactAtEmptyCells(long x1, long n1, long x0, long n0, double lower, double upper) {
        Interval interval = ProportionRatio.score(counts(x1, n1, x0, n0), 0.95);
        assertThat(interval.lower()).isCloseTo(lower, within(1e-12 * Math.max(1e-300, lower)));
        if (Double.isInfinite(upper)) {
            assertThat(interval.upper()).isInfinite();
        } else {
            assertThat(interval.upper()).isCloseTo(upper, within(1e-12 * upper));
        }
    }

    @Test
    void countsThatEndAlikeHaveNoDeviateAndNoLogarithm() {
        for (TwoArmCounts counts : new TwoArmCounts[] {counts(0, 5, 0, 9), counts(5, 5, 9, 9)}) {
            assertThat(ProportionDifference.pooledZ(counts)).isEmpty();
            assertThat(ProportionDifference.unpooledZ(counts)).isEmpty();
            assertThat(ProportionDifference.continuityCorrectedZ(counts)).isEmpty();
            assertThat(ProportionRatio.oddsWaldLog(counts, 0.95)).isEmpty();
        }
        assertThat(ProportionRatio.estimate(counts(3, 5, 0, 9))).isEmpty();
        assertThat(ProportionRatio.lift(counts(3, 5, 0, 9))).isEmpty();
        assertThat(ProportionRatio.liftStandardError(counts(3, 5, 0, 9))).isEmpty();
        assertThat(ProportionRatio.katzLog(counts(0, 5, 3, 9), 0.95)).isEmpty();
        assertThat(ProportionRatio.odds(counts(5, 5, 3, 9))).isEmpty();
    }

    @Test
    void everyIntervalIsDefinedForAnyCountsFromOneToATrillion() {
        long[] trials = {1, 2, 1000, 1_000_000_000_000L};
        for (long n1 : trials) {
            for (long n0 : trials) {
                for (long x1 : new long[] {0, 1, n1 / 2, n1 - 1, n1}) {
                    for (long x0 : new long[] {0, 1, n0 / 2, n0 - 1, n0}) {
                        assertContained(counts(x1, n1, x0, n0));
                    }
                }
            }
        }
    }

    private static void assertContained(TwoArmCounts counts) {
        double difference = ProportionDifference.estimate(counts);
        for (double level : new double[] {0.005, 0.5, 0.95, 1 - 1e-9}) {
            for (Interval interval : new Interval[] {
                    ProportionDifference.wald(counts, level),
                    ProportionDifference.newcombe(counts, level),
                    ProportionDifference.miettinenNurminen(counts, level),
                    ProportionDifference.farringtonManning(counts, level)}) {
                assertThat(interval.contains(difference)).as("%s in %s", counts, interval).isTrue();
            }
            Interval ratio = ProportionRatio.score(counts, level);
            ProportionRatio.estimate(counts).ifPresent(estimate -> assertThat(ratio.lower() <= estimate * (1 + 1e-12)
                    && ratio.upper() >= estimate * (1 - 1e-12)).as("%s in %s", counts, ratio).isTrue());
        }
    }

    @Test
    void swappingTheArmsMirrorsTheIntervals() {
        TwoArmCounts counts = counts(12, 400, 30, 700);
        TwoArmCounts swapped = new TwoArmCounts(counts.champion(), counts.challenger());
        Interval difference = ProportionDifference.miettinenNurminen(counts, 0.95);
        Interval mirrored = ProportionDifference.miettinenNurminen(swapped, 0.95);
        assertThat(difference.lower()).isCloseTo(-mirrored.upper(), within(1e-15));
        Interval ratio = ProportionRatio.score(counts, 0.95);
        assertThat(ratio.lower()).isCloseTo(1 / ProportionRatio.score(swapped, 0.95).upper(), within(1e-13));
    }

    @Test
    void theScoreIntervalCoversAsStatedWhereWaldsDoesNot() {
        assertThat(coverage(20, 200, 0.02, 0.05, true)).isBetween(0.93, 0.97);
        assertThat(coverage(20, 200, 0.02, 0.05, false)).isLessThan(0.87);
        assertThat(coverage(10, 100, 0.05, 0.01, true)).isBetween(0.93, 0.97);
        assertThat(coverage(10, 100, 0.05, 0.01, false)).isLessThan(0.41);
    }

    /** Exact coverage of the true difference, summed over all outcomes. */
    private static double coverage(int n1, int n0, double p1, double p0, boolean score) {
        double covered = 0;
        for (int x1 = 0; x1 <= n1; x1++) {
            for (int x0 = 0; x0 <= n0; x0++) {
                TwoArmCounts counts = counts(x1, n1, x0, n0);
                Interval interval = score
                        ? ProportionDifference.miettinenNurminen(counts, 0.95) : ProportionDifference.wald(counts, 0.95);
                covered += interval.contains(p1 - p0)
                        ? BinomialDistribution.of(n1, p1).probability(x1) * BinomialDistribution.of(n0, p0).probability(x0) : 0;
            }
        }
        return covered;
    }

    @Test
    void anArmWithoutTrialsIsRefusedByName() {
        assertThatThrownBy(() -> ProportionDifference.estimate(counts(0, 0, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("challenger trials");
        assertThatThrownBy(() -> ProportionRatio.score(counts(1, 2, 0, 0), 0.95))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("champion trials");
        assertThatThrownBy(() -> ProportionDifference.wald(counts(1, 2, 1, 2), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("level");
    }

    private static TwoArmCounts counts(long x1, long n1, long x0, long n0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }
}
