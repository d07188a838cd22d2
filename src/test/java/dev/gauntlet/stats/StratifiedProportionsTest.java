package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StratifiedProportionsTest {

    private static final TwoSidedDesign DESIGN = SequentialDesign.superiority(0.05, 0.2, 0.02);
    private static final OneSidedDesign ONE_SIDED = SequentialDesign.nonInferiority(0.05, 0.2, 0.02);

    static Stream<Arguments> extremeCounts() {
        return Stream.of(
                Arguments.of("one trial each, none succeeds", 1, 0, 1, 0),
                Arguments.of("one trial each, both succeed", 1, 1, 1, 1),
                Arguments.of("one trial each, opposite outcomes", 1, 1, 1, 0),
                Arguments.of("no success anywhere", 1000, 0, 9000, 0),
                Arguments.of("nothing but successes", 1000, 1000, 9000, 9000),
                Arguments.of("all against none", 1000, 1000, 1000, 0),
                Arguments.of("none against all", 1000, 0, 1000, 1000),
                Arguments.of("one success in the small arm", 1, 1, 1_000_000, 0),
                Arguments.of("a million million trials", 1_000_000_000_000L, 1_000, 1_000_000_000_000L, 2_000),
                Arguments.of("a rate of one in a thousand million", 1_000_000_000L, 1, 1_000_000_000L, 2),
                Arguments.of("a rate one short of certainty", 1_000_000_000L, 999_999_999L, 9_000_000_000L, 8_999_999_998L),
                Arguments.of("arms of very different size", 1, 0, 1_000_000_000_000L, 10_000_000_000L));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extremeCounts")
    void everyResultIsANumberWhateverTheCounts(String name, long n1, long x1, long n0, long x0) {
        for (EffectScale scale : EffectScale.values()) {
            StratifiedProportions.estimate(List.of(stratum(n1, x1, n0, x0)), scale).ifPresent(estimate -> {
                assertThat(estimate.variance()).isPositive().isFinite();
                Interval interval = DESIGN.interval(estimate);
                assertThat(interval.lower()).isNotNaN().isLessThanOrEqualTo(estimate.effect());
                assertThat(interval.upper()).isNotNaN().isGreaterThanOrEqualTo(estimate.effect());
                assertThat(ONE_SIDED.lowerBound(estimate)).isNotNaN().isLessThanOrEqualTo(estimate.effect());
                assertThat(ONE_SIDED.upperBound(estimate)).isNotNaN().isGreaterThanOrEqualTo(estimate.effect());
                for (double nullEffect : new double[] {-1, -0.5, -1e-9, 0, 1e-9, 0.5, 1}) {
                    assertThat(DESIGN.pValue(estimate, nullEffect)).isBetween(0.0, 1.0);
                    assertThat(ONE_SIDED.pValueAbove(estimate, nullEffect)).isBetween(0.0, 1.0);
                    assertThat(ONE_SIDED.pValueBelow(estimate, nullEffect)).isBetween(0.0, 1.0);
                }
            });
        }
    }

    @Test
    void aRampWithAFallingBaseRateDoesNotFoolTheEstimate() {
        List<ProportionStratum> ramp = List.of(
                stratum(1_000, 130, 9_000, 1_170), stratum(2_500, 250, 7_500, 750), stratum(5_000, 350, 5_000, 350));
        EffectEstimate estimate = StratifiedProportions.estimate(ramp, EffectScale.ABSOLUTE).orElseThrow();
        assertThat(estimate.effect()).isCloseTo(0, within(1e-15));
    }

    @Test
    void anEmptyArmGivesAStratumNoWeight() {
        ProportionStratum used = stratum(100, 20, 900, 150);
        EffectEstimate alone = StratifiedProportions.estimate(List.of(used), EffectScale.RELATIVE).orElseThrow();
        EffectEstimate withEmptyArm = StratifiedProportions.estimate(
                List.of(stratum(0, 0, 500, 400), used, stratum(30, 1, 0, 0)), EffectScale.RELATIVE).orElseThrow();
        assertThat(withEmptyArm).isEqualTo(alone);
    }

    @Test
    void thereIsNoEstimateWithoutTrialsInBothArms() {
        assertThat(StratifiedProportions.estimate(List.of(), EffectScale.ABSOLUTE)).isEmpty();
        assertThat(StratifiedProportions.estimate(List.of(stratum(10, 1, 0, 0)), EffectScale.ABSOLUTE)).isEmpty();
    }

    @Test
    void theLiftOverAChampionWithoutSuccessIsUndefinedWhileTheDifferenceIsNot() {
        List<ProportionStratum> strata = List.of(stratum(100, 5, 100, 0));
        assertThat(StratifiedProportions.estimate(strata, EffectScale.RELATIVE)).isEmpty();
        assertThat(StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE)).isPresent();
    }

    @Test
    void noFailureInAFewTrialsDoesNotProveNonInferiority() {
        // At a true rate of 0.94 three in twenty such samples show no failure.
        EffectEstimate estimate = StratifiedProportions.estimate(
                List.of(stratum(30, 30, 300, 297)), EffectScale.ABSOLUTE).orElseThrow();
        OneSidedDesign design = SequentialDesign.nonInferiority(0.05, 0.2, 0.05);
        assertThat(design.lowerBound(estimate)).isLessThan(-0.05);
    }

    @Test
    void liftAndDifferenceAgreeOnWhetherThereIsAnEffect() {
        List<ProportionStratum> strata = List.of(stratum(500, 80, 4_500, 500), stratum(2_000, 250, 2_000, 200));
        EffectEstimate difference = StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE).orElseThrow();
        EffectEstimate lift = StratifiedProportions.estimate(strata, EffectScale.RELATIVE).orElseThrow();
        assertThat(lift.deviateFrom(0).z()).isCloseTo(difference.deviateFrom(0).z(), within(1e-9));
    }

    @Test
    void boundsAreWhereTheEvidenceReachesTheThreshold() {
        List<ProportionStratum> strata = List.of(stratum(500, 80, 4_500, 500), stratum(2_000, 250, 2_000, 200));
        for (EffectScale scale : EffectScale.values()) {
            EffectEstimate estimate = StratifiedProportions.estimate(strata, scale).orElseThrow();
            TwoSidedDesign design =
                    SequentialDesign.superiority(0.05, 0.2, scale == EffectScale.ABSOLUTE ? 0.02 : 0.2);
            Interval interval = design.interval(estimate);
            assertThat(ONE_SIDED.pValueAbove(estimate, ONE_SIDED.lowerBound(estimate))).isCloseTo(0.05, within(1e-9));
            assertThat(ONE_SIDED.pValueBelow(estimate, ONE_SIDED.upperBound(estimate))).isCloseTo(0.05, within(1e-9));
            assertThat(design.logEValue(estimate, interval.lower()))
                    .isCloseTo(design.logEValue(estimate, interval.upper()), within(1e-9));
        }
    }

    @Test
    void clustersThatMoveTogetherWidenTheVariance() {
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        for (int b = 0; b < 20; b++) {
            clusters.put("b" + b, counts(100, b % 2 == 0 ? 30 : 10, 100, b % 3 == 0 ? 30 : 10));
        }
        ProportionStratum clustered = ProportionStratum.clustered(clusters);
        ProportionStratum independent =
                ProportionStratum.unclustered(clustered.totals().challenger(), clustered.totals().champion());
        EffectEstimate wide =
                StratifiedProportions.estimate(List.of(clustered), EffectScale.ABSOLUTE).orElseThrow();
        EffectEstimate narrow =
                StratifiedProportions.estimate(List.of(independent), EffectScale.ABSOLUTE).orElseThrow();
        assertThat(wide.effect()).isEqualTo(narrow.effect());
        assertThat(wide.variance()).isGreaterThan(3 * narrow.variance());
        assertThat(wide.varianceMethod()).isEqualTo(VarianceMethod.UNIT_CLUSTERS);
        assertThat(wide.degreesOfFreedom()).isCloseTo(19, within(1e-9));
        assertThat(narrow.varianceMethod()).isEqualTo(VarianceMethod.STRATUM);
        assertThat(narrow.degreesOfFreedom()).isInfinite();
    }

    @Test
    void anArmWhoseTrialsAllComeFromOneClusterGivesNoEstimate() {
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>();
        clusters.put("a", counts(100, 30, 100, 20));
        clusters.put("b", counts(0, 0, 100, 20));
        assertThat(StratifiedProportions.estimate(
                List.of(ProportionStratum.clustered(clusters)), EffectScale.ABSOLUTE)).isEmpty();
    }

    @Test
    void clusteredAndUnclusteredStrataDoNotMix() {
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>();
        clusters.put("a", counts(10, 3, 10, 2));
        clusters.put("b", counts(10, 3, 10, 2));
        assertThatThrownBy(() -> StratifiedProportions.estimate(
                List.of(ProportionStratum.clustered(clusters), stratum(10, 1, 10, 1)), EffectScale.ABSOLUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strata");
    }

    @Test
    void clustersMustAddUpToTheTotals() {
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>();
        clusters.put("a", counts(10, 3, 10, 2));
        assertThatThrownBy(() -> new ProportionStratum(counts(11, 3, 10, 2), clusters))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clusters");
    }

    @Test
    void impossibleCountsAreRefusedByName() {
        assertThatThrownBy(() -> new BinomialCounts(-1, 0)).hasMessageContaining("trials");
        assertThatThrownBy(() -> new BinomialCounts(1, -1)).hasMessageContaining("successes");
        assertThatThrownBy(() -> new BinomialCounts(1, 2)).hasMessageContaining("successes");
    }

    private static ProportionStratum stratum(long n1, long x1, long n0, long x0) {
        return ProportionStratum.unclustered(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }

    private static TwoArmCounts counts(long n1, long x1, long n0, long x0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }
}
