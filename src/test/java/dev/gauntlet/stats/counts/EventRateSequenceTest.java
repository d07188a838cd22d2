package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialSampler;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.MonteCarloLimits;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRateSequenceTest {

    private static final double ALPHA = 0.05;

    @ParameterizedTest
    @CsvSource({"30, 400, 50, 950", "1, 0, 50, 950", "0, 12, 50, 950", "250, 260, 10, 10", "1200000, 23000000, 1e9, 19e9",
        "600001000000, 600000000000, 1e12, 1e12"})
    void theIntervalHoldsWhatTheEvidenceDoesNotRefute(double events1, double events0, double exposure1, double exposure0) {
        List<SumsStratum> strata = List.of(stratum(exposure1, events1, exposure0, events0));
        Interval lift = EventRateSequence.liftInterval(strata, ALPHA);
        double estimate = EventRateSequence.rateRatio(strata).orElseThrow() - 1;
        assertThat(lift.lower()).isGreaterThanOrEqualTo(-1).isLessThanOrEqualTo(estimate);
        assertThat(lift.upper()).isGreaterThanOrEqualTo(estimate);
        if (lift.lower() > -1) {
            assertThat(EventRateSequence.logEValue(strata, 1 + lift.lower())).isCloseTo(-Math.log(ALPHA), within(1e-3));
        }
        if (Double.isFinite(lift.upper())) {
            assertThat(EventRateSequence.logEValue(strata, 1 + lift.upper())).isCloseTo(-Math.log(ALPHA), within(1e-3));
        }
    }

    @Test
    void armsWithoutEventsBoundTheRatioOnOneSideOnly() {
        Interval onlyChallenger = EventRateSequence.liftInterval(List.of(stratum(50, 9, 950, 0)), ALPHA);
        assertThat(onlyChallenger.lower()).isPositive();
        assertThat(onlyChallenger.upper()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(EventRateSequence.rateRatio(List.of(stratum(50, 9, 950, 0)))).hasValue(Double.POSITIVE_INFINITY);
        Interval onlyChampion = EventRateSequence.liftInterval(List.of(stratum(950, 0, 50, 9)), ALPHA);
        assertThat(onlyChampion.lower()).isEqualTo(-1);
        assertThat(onlyChampion.upper()).isNegative();
        assertThat(EventRateSequence.rateRatio(List.of(stratum(950, 0, 50, 9)))).hasValue(0);
    }

    @Test
    void withoutEventsOrExposureNothingIsClaimed() {
        for (List<SumsStratum> strata : List.of(List.<SumsStratum>of(), List.of(stratum(50, 0, 950, 0)), List.of(stratum(0, 0, 950, 7)))) {
            assertThat(EventRateSequence.logEValue(strata, 1)).isCloseTo(0, within(1e-12));
            assertThat(EventRateSequence.pValue(strata, 2)).isCloseTo(1, within(1e-12));
            assertThat(EventRateSequence.rateRatio(strata)).isEmpty();
            assertThat(EventRateSequence.liftInterval(strata, ALPHA)).isEqualTo(new Interval(-1, Double.POSITIVE_INFINITY, 1 - ALPHA));
        }
    }

    @Test
    void evidenceOfAnImpossibleCoincidenceStaysFinite() {
        List<SumsStratum> strata = List.of(stratum(1e12, 1e12, 1e12, 1));
        assertThat(EventRateSequence.logEValueAbove(strata, 1)).isFinite().isGreaterThan(1e11);
        assertThat(EventRateSequence.logEValueBelow(strata, 1)).isFinite().isNegative();
        assertThat(EventRateSequence.pValue(strata, 1)).isZero();
        assertThat(EventRateSequence.logEValue(strata, 1e300)).isFinite();
        assertThat(EventRateSequence.logEValue(strata, 1e-300)).isFinite();
    }

    @Test
    void theEstimateIsCommonToStrataOfDifferentRatesAndShares() {
        List<SumsStratum> strata = List.of(stratum(50, 10, 950, 95), stratum(500, 30, 500, 15));
        assertThat(EventRateSequence.rateRatio(strata)).hasValueCloseTo(2.0, within(1e-9));
    }

    @Test
    void badInputIsRefusedByName() {
        List<SumsStratum> strata = List.of(stratum(50, 1, 950, 9));
        assertThatThrownBy(() -> EventRateSequence.logEValue(strata, Double.NaN)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> EventRateSequence.logEValue(strata, 0)).hasMessageContaining("ratio");
        assertThatThrownBy(() -> EventRateSequence.liftInterval(strata, 1)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> EventRateSequence.logEValue(List.of(stratum(50, -1, 950, 9)), 1)).hasMessageContaining("events");
        TreeMap<String, TwoArmSums> clusters = new TreeMap<>();
        clusters.put("a", strata.get(0).totals());
        assertThatThrownBy(() -> EventRateSequence.logEValue(List.of(SumsStratum.clustered(clusters)), 1))
                .hasMessageContaining("clusters");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void theTrueRatioIsRefutedAtMostAtTheStatedRateUnderAnyNumberOfLooks(double ratio) {
        // Two epochs of different weights; the base rate triples on the way.
        int runs = 2_000;
        int refuted = 0;
        SplittableRandom random = new SplittableRandom(20261123);
        BinomialSampler[][] samplers = new BinomialSampler[2][100];
        for (int look = 0; look < 100; look++) {
            double base = 2 + 0.04 * look;
            samplers[0][look] = poisson(base * ratio * (look < 50 ? 0.1 : 0.5));
            samplers[1][look] = poisson(base * (look < 50 ? 0.9 : 0.5));
        }
        for (int run = 0; run < runs; run++) {
            List<SumsStratum> strata = new ArrayList<>();
            boolean wrong = false;
            for (int look = 0; look < 100 && !wrong; look++) {
                double share = look < 50 ? 0.1 : 0.5;
                SumsStratum now = stratum(share, samplers[0][look].sample(random), 1 - share, samplers[1][look].sample(random));
                if (look % 50 == 0) {
                    strata.add(now);
                } else {
                    TwoArmSums sum = strata.remove(strata.size() - 1).totals().plus(now.totals());
                    strata.add(SumsStratum.unclustered(sum.challenger(), sum.champion()));
                }
                wrong = EventRateSequence.logEValue(strata, ratio) >= -Math.log(ALPHA);
            }
            refuted += wrong ? 1 : 0;
        }
        MonteCarloLimits.assertAtMost(refuted, runs, ALPHA);
    }

    /** Practically Poisson: ten thousand trials. */
    private static BinomialSampler poisson(double mean) {
        return new BinomialSampler(10_000, mean / 10_000);
    }

    private static SumsStratum stratum(double exposure1, double events1, double exposure0, double events0) {
        return SumsStratum.unclustered(ArmSums.of(exposure1, events1), ArmSums.of(exposure0, events0));
    }
}
