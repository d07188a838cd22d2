package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleRatioChiSquareTest {

    @Test
    void noTrafficProvesNothing() {
        TrafficSplit none = new TrafficSplit(List.of(0L, 0L), List.of(1.0, 1.0));
        assertThat(SampleRatioChiSquare.pearson(none)).isEqualTo(new ChiSquareTest(0, 1, 1));
        assertThat(SampleRatioChiSquare.likelihoodRatio(none)).isEqualTo(new ChiSquareTest(0, 1, 1));
        assertThat(SampleRatioChiSquare.bySteps(List.of(none, none))).isEqualTo(new ChiSquareTest(0, 0, 1));
        assertThat(SampleRatioChiSquare.pooled(List.of(none, none))).isEqualTo(new ChiSquareTest(0, 0, 1));
        assertThat(SampleRatioChiSquare.pooled(List.of())).isEqualTo(new ChiSquareTest(0, 0, 1));
    }

    @Test
    void trafficWithoutWeightIsImpossible() {
        TrafficSplit stray = new TrafficSplit(List.of(100L, 1L), List.of(1.0, 0.0));
        ChiSquareTest impossible = new ChiSquareTest(Double.POSITIVE_INFINITY, 0, 0);
        assertThat(SampleRatioChiSquare.pearson(stray)).isEqualTo(impossible);
        assertThat(SampleRatioChiSquare.likelihoodRatio(stray)).isEqualTo(impossible);
        assertThat(SampleRatioChiSquare.pooled(List.of(stray))).isEqualTo(impossible);
        assertThat(SampleRatioChiSquare.pearson(new TrafficSplit(List.of(100L, 0L), List.of(1.0, 0.0))).pValue()).isEqualTo(1);
    }

    @Test
    void aVariantThatJoinsLaterIsTestedFromThenOn() {
        TrafficSplit before = new TrafficSplit(List.of(900L, 100L, 0L), List.of(9.0, 1.0, 0.0));
        TrafficSplit after = new TrafficSplit(List.of(800L, 100L, 160L), List.of(8.0, 1.0, 1.0));
        ChiSquareTest sum = SampleRatioChiSquare.bySteps(List.of(before, after));
        assertThat(sum.degreesOfFreedom()).isEqualTo(3);
        assertThat(sum.statistic()).isCloseTo(48.0 * 48 / 848 + 36.0 / 106 + 54.0 * 54 / 106, within(1e-9));
        ChiSquareTest pooled = SampleRatioChiSquare.pooled(List.of(before, after));
        assertThat(pooled.degreesOfFreedom()).isEqualTo(2);
        assertThat(pooled.pValue()).isLessThan(1e-5);
    }

    @Test
    void variantsThatNeverShareAStepAreNotComparedWithEachOther() {
        TrafficSplit first = new TrafficSplit(List.of(60L, 40L, 0L, 0L), List.of(1.0, 1.0, 0.0, 0.0));
        TrafficSplit second = new TrafficSplit(List.of(0L, 0L, 600L, 400L), List.of(0.0, 0.0, 1.0, 1.0));
        ChiSquareTest pooled = SampleRatioChiSquare.pooled(List.of(first, second));
        assertThat(pooled.degreesOfFreedom()).isEqualTo(2);
        assertThat(pooled.statistic()).isCloseTo(4 + 40, within(1e-9));
    }

    @Test
    void oneStepPooledIsPearsonsTest() {
        TrafficSplit split = new TrafficSplit(List.of(9_021L, 512L, 467L, 1L), List.of(90.0, 5.0, 5.0, 0.0001));
        ChiSquareTest pearson = SampleRatioChiSquare.pearson(split);
        ChiSquareTest pooled = SampleRatioChiSquare.pooled(List.of(split));
        assertThat(pooled.degreesOfFreedom()).isEqualTo(pearson.degreesOfFreedom());
        assertThat(pooled.statistic()).isCloseTo(pearson.statistic(), within(1e-9 * pearson.statistic()));
    }

    @Test
    void hugeCountsKeepBothStatisticsTogether() {
        TrafficSplit huge = new TrafficSplit(List.of(500_001_000_000L, 499_999_000_000L), List.of(0.5, 0.5));
        assertThat(SampleRatioChiSquare.pearson(huge).statistic()).isCloseTo(4, within(1e-9));
        assertThat(SampleRatioChiSquare.likelihoodRatio(huge).statistic()).isCloseTo(4, within(1e-9));
        TrafficSplit far = new TrafficSplit(List.of(600_000_000_000L, 400_000_000_000L), List.of(0.5, 0.5));
        assertThat(SampleRatioChiSquare.pearson(far).pValue()).isZero();
    }

    @Test
    void bothSidesOfTheSeriesAgree() {
        double below = SampleRatioChiSquare.likelihoodRatio(
                new TrafficSplit(List.of(104_999_999L, 95_000_001L), List.of(1.0, 1.0))).statistic();
        double above = SampleRatioChiSquare.likelihoodRatio(
                new TrafficSplit(List.of(105_000_001L, 94_999_999L), List.of(1.0, 1.0))).statistic();
        // The derivative of the statistic by one count is 2 log(O1/O2).
        assertThat(above - below).isCloseTo(4 * Math.log(105.0 / 95), within(1e-6));
    }

    @Test
    void impossibleSplitsAreRefusedByName() {
        assertThatThrownBy(() -> new TrafficSplit(List.of(-1L, 1L), List.of(1.0, 1.0))).hasMessageContaining("observed");
        assertThatThrownBy(() -> new TrafficSplit(List.of(1L), List.of(1.0))).hasMessageContaining("observed");
        assertThatThrownBy(() -> new TrafficSplit(List.of(1L, 1L), List.of(1.0))).hasMessageContaining("weights");
        assertThatThrownBy(() -> new TrafficSplit(List.of(1L, 1L), List.of(1.0, Double.NaN))).hasMessageContaining("weights");
        assertThatThrownBy(() -> new TrafficSplit(List.of(1L, 1L), List.of(0.0, 0.0))).hasMessageContaining("weights");
        TrafficSplit two = new TrafficSplit(List.of(1L, 1L), List.of(1.0, 1.0));
        TrafficSplit three = new TrafficSplit(List.of(1L, 1L, 1L), List.of(1.0, 1.0, 1.0));
        assertThatThrownBy(() -> SampleRatioChiSquare.pooled(List.of(two, three))).hasMessageContaining("variants");
    }
}
