package dev.gauntlet.stats.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.EffectScale;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileComparisonTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final List<Double> BOUNDS = List.of(0.1, 0.25, 0.5, 1.0, INF);

    @Test
    void anEqualChallengerIsNotInferiorWhenTheBucketIsNoWiderThanTheMargin() {
        // p90 lies between 0.25 and 0.5.
        List<HistogramStratum> strata = strata(BOUNDS, counts(3_000, 8_000, 9_500, 9_900, 10_000),
                counts(3_000, 8_000, 9_500, 9_900, 10_000));
        QuantileEffect effect = compared(strata, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.25));
        assertThat(effect.nonInferior()).isTrue();
        assertThat(effect.harmful()).isFalse();
        assertThat(effect.champion().lower()).isEqualTo(0.25);
        assertThat(effect.champion().upper()).isEqualTo(0.5);
        assertThat(effect.effect().lower()).isEqualTo(-0.25);
        assertThat(effect.effect().upper()).isEqualTo(0.25);
        assertThat(effect.interpolatedChampion().orElseThrow()).isCloseTo(0.25 + 0.25 * 1000 / 1500, within(1e-12));
    }

    @Test
    void aBucketWiderThanTheMarginIsSaidToBeTooCoarseHoweverManyValuesThereAre() {
        List<HistogramStratum> strata = strata(BOUNDS,
                counts(300_000_000_000L, 800_000_000_000L, 950_000_000_000L, 990_000_000_000L, 1_000_000_000_000L),
                counts(300_000_000_000L, 800_000_000_000L, 950_000_000_000L, 990_000_000_000L, 1_000_000_000_000L));
        QuantileResult result = QuantileComparison.of(
                strata, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.2), design(1e12));
        assertThat(result).isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class, coarse -> {
            assertThat(coarse.resolvableMargin()).hasValue(0.25);
            assertThat(coarse.sentence()).isEqualTo("The champion's 0.9 quantile lies above 0.25 and not above 0.5, where the "
                    + "narrowest bucket resolves a margin of 0.2500 but not of 0.2: add bounds there.");
            assertThat(coarse.effect().nonInferior()).isFalse();
        });
    }

    @Test
    void aRelativeMarginIsMeasuredAgainstTheLowerBoundOfTheBucket() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(3_000, 8_000, 9_500, 9_900, 10_000),
                counts(3_000, 8_000, 9_500, 9_900, 10_000));
        QuantileEffect doubled = compared(strata, QuantileTarget.ofLatency(0.9, EffectScale.RELATIVE, 1));
        assertThat(doubled.nonInferior()).isTrue();
        assertThat(doubled.effect().upper()).isEqualTo(1);
        assertThat(doubled.effect().lower()).isEqualTo(-0.5);
        assertThat(QuantileComparison.of(strata, QuantileTarget.ofLatency(0.9, EffectScale.RELATIVE, 0.99), design(1e4)))
                .isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class,
                        coarse -> assertThat(coarse.resolvableMargin()).hasValue(1));
    }

    @Test
    void aQuantileInTheUnboundedBucketResolvesNoMargin() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(0, 0, 0, 5_000, 10_000), counts(0, 0, 0, 5_000, 10_000));
        assertThat(QuantileComparison.of(strata, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 100), design(1e4)))
                .isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class, coarse -> {
                    assertThat(coarse.resolvableMargin()).isEmpty();
                    assertThat(coarse.sentence()).isEqualTo("The champion's 0.9 quantile lies above 1.0, where no bucket resolves "
                            + "any margin: add finite bounds there.");
                });
    }

    @Test
    void harmIsShownThroughBucketsThatAreTooCoarseForTheMargin() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(300, 800, 850, 990, 1_000),
                counts(3_000, 8_000, 9_500, 9_900, 10_000));
        QuantileResult result = QuantileComparison.of(
                strata, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.1), design(1e4));
        assertThat(result).isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class,
                coarse -> assertThat(coarse.effect().harmful()).isTrue());
    }

    @Test
    void aMuchFasterChallengerIsNotInferiorEvenThroughCoarseBuckets() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(9_500, 9_800, 9_900, 9_900, 10_000),
                counts(3_000, 8_000, 9_500, 9_900, 10_000));
        QuantileEffect effect = compared(strata, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.1));
        assertThat(effect.nonInferior()).isTrue();
        assertThat(effect.effect().upper()).isLessThan(0);
    }

    @Test
    void theFirstBucketBeginsAtTheSmallestValueAndOnlyWhenThereIsOne() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(9_500, 9_800, 9_900, 9_900, 10_000),
                counts(9_500, 9_800, 9_900, 9_900, 10_000));
        QuantileTarget latency = QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.1);
        assertThat(compared(strata, latency).nonInferior()).isTrue();
        assertThat(QuantileComparison.of(strata, latency(latency, Double.NEGATIVE_INFINITY), design(1e4)))
                .isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class,
                        coarse -> assertThat(coarse.resolvableMargin()).isEmpty());
        assertThat(QuantileComparison.of(strata, QuantileTarget.ofLatency(0.9, EffectScale.RELATIVE, 0.1), design(1e4)))
                .isInstanceOf(QuantileResult.BucketsTooCoarse.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void equalValuesAtTheSmallestPossibleAreNoHarm(boolean higherIsWorse) {
        List<Double> bounds = List.of(0.0, 1.0, INF);
        List<HistogramStratum> strata = strata(bounds, counts(10_000, 10_000, 10_000), counts(10_000, 10_000, 10_000));
        QuantileTarget target = new QuantileTarget(0.5, higherIsWorse, EffectScale.ABSOLUTE, 1, 0, 0);
        QuantileEffect effect = compared(strata, target);
        assertThat(effect.harmful()).isFalse();
        assertThat(effect.pHarm()).isEqualTo(1);
        assertThat(effect.nonInferior()).isTrue();
    }

    @Test
    void whereLowerIsWorseTheSameHoldsTurnedRound() {
        List<Double> bounds = List.of(0.2, 0.4, 0.6, 0.8, INF);
        List<Long> high = counts(0, 1_000, 3_000, 8_000, 10_000);
        List<Long> low = counts(1_000, 6_000, 8_000, 9_000, 10_000);
        QuantileTarget target = new QuantileTarget(0.5, false, EffectScale.ABSOLUTE, 0.2, 0, 0);
        QuantileEffect worse = compared(strata(bounds, low, high), target);
        assertThat(worse.harmful()).isTrue();
        assertThat(worse.nonInferior()).isFalse();
        QuantileEffect better = compared(strata(bounds, high, low), target);
        assertThat(better.harmful()).isFalse();
        assertThat(better.nonInferior()).isTrue();
        QuantileEffect equal = compared(strata(bounds, high, high), target);
        assertThat(equal.nonInferior()).isTrue();
        QuantileTarget relative = new QuantileTarget(0.5, false, EffectScale.RELATIVE, 0.2, 0, 0);
        assertThat(QuantileComparison.of(strata(bounds, high, high), relative, design(1e4))).isInstanceOfSatisfying(QuantileResult.BucketsTooCoarse.class,
                        coarse -> assertThat(coarse.resolvableMargin().orElseThrow()).isCloseTo(0.25, within(1e-12)));
    }

    @Test
    void harmMustExceedTheTolerance() {
        List<Long> fast = counts(3_000, 9_500, 9_800, 9_900, 10_000);
        List<Long> slow = counts(3_000, 5_000, 6_000, 9_500, 10_000);
        QuantileTarget quarter = new QuantileTarget(0.9, true, EffectScale.ABSOLUTE, 1, 0.25, 0);
        QuantileTarget more = new QuantileTarget(0.9, true, EffectScale.ABSOLUTE, 1, 0.3, 0);
        assertThat(compared(strata(BOUNDS, slow, fast), quarter).harmful()).isTrue();
        assertThat(compared(strata(BOUNDS, slow, fast), more).harmful()).isFalse();
    }

    @Test
    void aRampWithASlowEpochDoesNotPassForHarm() {
        // The champion served most of the fast epoch, the challenger most of the slow one; within each they are equal.
        List<HistogramStratum> strata = List.of(
                stratum(BOUNDS, counts(900, 980, 1_000, 1_000, 1_000), counts(9_000, 9_800, 10_000, 10_000, 10_000)),
                stratum(BOUNDS, counts(0, 1_000, 5_000, 9_000, 10_000), counts(0, 100, 500, 900, 1_000)));
        QuantileEffect effect = compared(strata, QuantileTarget.ofLatency(0.5, EffectScale.ABSOLUTE, 1));
        assertThat(effect.harmful()).isFalse();
        assertThat(effect.nonInferior()).isTrue();
        assertThat(effect.interpolatedChallenger().orElseThrow())
                .isCloseTo(effect.interpolatedChampion().orElseThrow(), within(1e-12));
    }

    @Test
    void emptyStrataCarryNoWeight() {
        List<HistogramStratum> strata = new ArrayList<>(strata(BOUNDS, counts(3_000, 8_000, 9_500, 9_900, 10_000),
                counts(3_000, 8_000, 9_500, 9_900, 10_000)));
        QuantileTarget target = QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.25);
        QuantileEffect alone = compared(strata, target);
        strata.add(stratum(BOUNDS, counts(0, 0, 0, 0, 0), counts(0, 0, 0, 0, 50_000)));
        assertThat(compared(strata, target)).isEqualTo(alone);
    }

    @Test
    void aRareQuantileOfHugeCountsGivesNoNaN() {
        long n = 1_000_000_000_000L;
        List<HistogramStratum> strata = strata(BOUNDS, counts(n - 100_000, n - 10_000, n - 500, n, n),
                counts(n - 100_000, n - 10_000, n - 500, n, n));
        QuantileEffect effect = compared(strata, QuantileTarget.ofLatency(1 - 1e-9, EffectScale.ABSOLUTE, 0.25));
        assertThat(effect.pNonInferior()).isBetween(0.0, 1e-6);
        assertThat(effect.pHarm()).isEqualTo(1);
    }

    @Test
    void tooFewValuesBeyondTheQuantileAreRefused() {
        List<HistogramStratum> strata = strata(BOUNDS, counts(0, 100, 480, 499, 499), counts(0, 100, 480, 500, 500));
        assertThat(QuantileComparison.of(strata, QuantileTarget.ofLatency(0.99, EffectScale.ABSOLUTE, 0.5), design(1e4)))
                .isInstanceOfSatisfying(QuantileResult.TooFewValues.class, few -> assertThat(few.sentence())
                        .isEqualTo("The challenger's values count for 499, but its 0.99 quantile needs 500."));
        assertThat(QuantileComparison.of(List.of(), QuantileTarget.ofLatency(0.99, EffectScale.ABSOLUTE, 0.5), design(1e4)))
                .isInstanceOf(QuantileResult.TooFewValues.class);
        TreeMap<String, TwoArmHistograms> oneUser = new TreeMap<>();
        oneUser.put("a", strata.get(0).totals());
        assertThat(QuantileComparison.of(List.of(new HistogramStratum(strata.get(0).totals(), oneUser)),
                QuantileTarget.ofLatency(0.5, EffectScale.ABSOLUTE, 0.5), design(1e4)))
                .isInstanceOfSatisfying(QuantileResult.TooFewValues.class,
                        few -> assertThat(few.sentence()).contains("effective clusters"));
    }

    @Test
    void badInputIsRefusedByName() {
        HistogramStratum stratum = stratum(BOUNDS, counts(0, 0, 0, 0, 1), counts(0, 0, 0, 0, 1));
        HistogramStratum other = stratum(List.of(0.1, INF), counts(0, 1), counts(0, 1));
        QuantileTarget target = QuantileTarget.ofLatency(0.99, EffectScale.ABSOLUTE, 0.5);
        assertThatThrownBy(() -> QuantileComparison.of(List.of(stratum, other), target, design(1e4)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("same bounds");
        assertThatThrownBy(() -> QuantileComparison.of(List.of(stratum), latency(target, 0.2), design(1e4)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("smallestValue");
        TreeMap<String, TwoArmHistograms> clusters = new TreeMap<>();
        clusters.put("a", stratum.totals());
        assertThatThrownBy(() -> QuantileComparison.of(
                List.of(stratum, new HistogramStratum(stratum.totals(), clusters)), target, design(1e4)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("clusters");
        clusters.put("b", stratum.totals());
        assertThatThrownBy(() -> new HistogramStratum(stratum.totals(), clusters))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("add up");
        assertThatThrownBy(() -> QuantileTarget.ofLatency(Double.NaN, EffectScale.ABSOLUTE, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("p ");
        assertThatThrownBy(() -> QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, INF))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("margin");
        assertThatThrownBy(() -> latency(target, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("smallestValue");
        assertThatThrownBy(() -> design(INF))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("plannedChallenger");
    }

    private static QuantileEffect compared(List<HistogramStratum> strata, QuantileTarget target) {
        QuantileResult result = QuantileComparison.of(strata, target, design(1e4));
        assertThat(result).isInstanceOf(QuantileResult.Compared.class);
        return ((QuantileResult.Compared) result).effect();
    }

    private static QuantileTarget latency(QuantileTarget target, double smallestValue) {
        return new QuantileTarget(target.p(), true, target.scale(), target.margin(), target.tolerance(), smallestValue);
    }

    private static QuantileDesign design(double planned) {
        return new QuantileDesign(0.05, 0.05, 0.05, planned, planned);
    }

    private static List<HistogramStratum> strata(List<Double> bounds, List<Long> challenger, List<Long> champion) {
        return List.of(stratum(bounds, challenger, champion));
    }

    private static HistogramStratum stratum(List<Double> bounds, List<Long> challenger, List<Long> champion) {
        return HistogramStratum.unclustered(new Histogram(bounds, challenger), new Histogram(bounds, champion));
    }

    private static List<Long> counts(long... counts) {
        List<Long> list = new ArrayList<>();
        for (long count : counts) {
            list.add(count);
        }
        return list;
    }
}
