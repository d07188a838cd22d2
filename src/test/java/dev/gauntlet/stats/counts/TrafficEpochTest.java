package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrafficEpochTest {

    private static final SampleRatioTest TEST = SampleRatioTest.USUAL;

    @Test
    void twoArmsGiveTheTiltedBinomial() {
        SampleRatio ratio = TEST.ofRequests(List.of(split(List.of(90.0, 10.0), 9_000, 1_100))).orElseThrow();
        assertThat(ratio.logEValue()).isCloseTo(TiltedBinomial.logEValue(List.of(new EventSplit(1_100, 10_100, 0.1)), 0.1), within(1e-9));
        assertThat(ratio.expectedShares().get(1)).isCloseTo(0.1, within(1e-12));
        assertThat(ratio.observedShares().get(1)).isCloseTo(1_100 / 10_100.0, within(1e-12));
        assertThat(ratio.pValue()).isBetween(0.0, 1.0);
    }

    @Test
    void aCertainButTinyDeviationIsNotReported() {
        SampleRatio ratio = TEST.ofRequests(List.of(split(List.of(0.5, 0.5), 500_500_000_000L, 499_500_000_000L))).orElseThrow();
        assertThat(ratio.pValue()).isLessThan(1e-100);
        assertThat(ratio.largestDeviation()).isCloseTo(0.0005, within(1e-12));
        assertThat(ratio.isMismatch(0.001, 0.005)).isFalse();
        assertThat(ratio.isMismatch(0.001, 0.0001)).isTrue();
    }

    @Test
    void straysToAnArmWithoutWeightAreForgivenButTrafficIsNot() {
        assertThat(TEST.ofRequests(List.of(split(List.of(1.0, 0.0), 1_000_000, 60))).orElseThrow().logEValue()).isLessThanOrEqualTo(1e-9);
        assertThat(TEST.ofRequests(List.of(split(List.of(1.0, 0.0), 1_000_000, 0))).orElseThrow().logEValue()).isCloseTo(0, within(1e-9));
        assertThat(TEST.ofRequests(List.of(split(List.of(1.0, 0.0), 1_000_000, 50_000))).orElseThrow().logEValue()).isGreaterThan(100);
    }

    @Test
    void nothingIsSaidWithoutRequestsOrWithTooFewClusters() {
        assertThat(TEST.ofRequests(List.of())).isEmpty();
        assertThat(TEST.ofRequests(List.of(split(List.of(1.0, 1.0), 0, 0)))).isEmpty();
        assertThat(TEST.ofUnits(List.of())).isEmpty();
        assertThat(TEST.ofUnits(List.of(clustered(List.of(1.0, 1.0), Map.of("a", List.of(7L, 9L)))))).isEmpty();
        assertThat(TEST.ofUnits(List.of(clustered(List.of(1.0, 0.0), Map.of("a", List.of(7L, 0L), "b", List.of(9L, 0L)))))).isEmpty();
    }

    @Test
    void unitsAreTestedByTheSpreadOfTheirClusters() {
        Map<String, List<Long>> even = new TreeMap<>();
        Map<String, List<Long>> skewed = new TreeMap<>();
        for (int b = 0; b < 64; b++) {
            long noise = (b * 37 % 64) - 31;
            even.put("b" + b, List.of(100_000 + 10 * noise, 100_000 - 10 * noise));
            skewed.put("b" + b, List.of(95_000 + 10 * noise, 105_000 - 10 * noise));
        }
        assertThat(TEST.ofUnits(List.of(clustered(List.of(1.0, 1.0), even))).orElseThrow().logEValue()).isNegative();
        SampleRatio wrong = TEST.ofUnits(List.of(clustered(List.of(1.0, 1.0), skewed))).orElseThrow();
        assertThat(wrong.isMismatch(0.001, 0.005)).isTrue();
        assertThat(wrong.logEValue()).isLessThan(
                TEST.ofRequests(List.of(clustered(List.of(1.0, 1.0), skewed))).orElseThrow().logEValue());
    }

    @Test
    void extremeCountsStayFinite() {
        List<TrafficEpoch> epochs = new ArrayList<>();
        epochs.add(split(List.of(1.0, 1.0, 1.0), 1_000_000_000_000L, 0, 0));
        assertThat(TEST.ofRequests(epochs).orElseThrow().logEValue()).isFinite().isGreaterThan(1e10);
        assertThat(TEST.ofRequests(List.of(split(List.of(1.0, 1.0), 1, 0))).orElseThrow().logEValue()).isFinite();
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> split(List.of(1.0, Double.NaN), 1, 1)).hasMessageContaining("weights");
        assertThatThrownBy(() -> split(List.of(0.0, 0.0), 1, 1)).hasMessageContaining("weights");
        assertThatThrownBy(() -> split(List.of(1.0, 1.0), 1)).hasMessageContaining("requests");
        assertThatThrownBy(() -> split(List.of(1.0, 1.0), 1, -1)).hasMessageContaining("requests");
        assertThatThrownBy(() -> clustered(List.of(1.0, 1.0), Map.of("a", List.of(1L)))).hasMessageContaining("clusters");
        assertThatThrownBy(() -> new SampleRatioTest(Double.POSITIVE_INFINITY)).hasMessageContaining("tau");
        assertThatThrownBy(() -> TEST.ofRequests(List.of(split(List.of(1.0, 1.0), 1, 1), split(List.of(1.0, 1.0, 1.0), 1, 1, 1))))
                .hasMessageContaining("epochs");
        assertThatThrownBy(() -> TEST.ofUnits(List.of(split(List.of(1.0, 1.0), 1, 1)))).hasMessageContaining("epochs");
    }

    private static TrafficEpoch split(List<Double> weights, long... requests) {
        List<Long> counts = new ArrayList<>();
        for (long count : requests) {
            counts.add(count);
        }
        return TrafficEpoch.unclustered(weights, counts);
    }

    private static TrafficEpoch clustered(List<Double> weights, Map<String, List<Long>> clusters) {
        return TrafficEpoch.clustered(weights, new TreeMap<>(clusters));
    }
}
