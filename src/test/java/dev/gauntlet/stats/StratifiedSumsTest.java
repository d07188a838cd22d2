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
import org.junit.jupiter.params.provider.ValueSource;

class StratifiedSumsTest {

    private static final TwoSidedDesign DESIGN = SequentialDesign.superiority(0.05, 0.2, 0.02);
    private static final OneSidedDesign ONE_SIDED = SequentialDesign.nonInferiority(0.05, 0.2, 0.02);

    static Stream<Arguments> extremeSums() {
        return Stream.of(
                Arguments.of("two values an arm", ArmSums.of(2, 3, 5), ArmSums.of(2, 4, 10)),
                Arguments.of("one value an arm", ArmSums.of(1, 3, 9), ArmSums.of(1, 4, 16)),
                Arguments.of("values that never vary", ArmSums.of(1000, 5000, 25_000), ArmSums.of(1000, 6000, 36_000)),
                Arguments.of("one arm that never varies", ArmSums.of(1000, 5000, 25_000), ArmSums.of(1000, 6000, 40_000)),
                Arguments.of("identical arms", ArmSums.of(1000, 5000, 30_000), ArmSums.of(1000, 5000, 30_000)),
                Arguments.of("nothing but zeros", ArmSums.of(1000, 0, 0), ArmSums.of(1000, 0, 0)),
                Arguments.of("zeros against values", ArmSums.of(1000, 0, 0), ArmSums.of(1000, 5000, 30_000)),
                Arguments.of("a million million values", ArmSums.of(1e12, 3e14, 1e17), ArmSums.of(1e12, 3.0001e14, 1e17)),
                Arguments.of("arms of very different size", ArmSums.of(2, 3, 5), ArmSums.of(1e12, 3e12, 1e13)),
                Arguments.of("huge values", ArmSums.of(100, 1e150, 2e298), ArmSums.of(100, 2e150, 5e298)),
                Arguments.of("tiny values", ArmSums.of(100, 1e-148, 2e-298), ArmSums.of(100, 2e-148, 5e-298)),
                Arguments.of("a spread far below the mean", ArmSums.of(1e6, 1e15, 1e24 + 2e9), ArmSums.of(1e6, 1e15, 1e24 + 2e9)),
                Arguments.of("one event in a thousand million", ArmSums.of(1e9, 1, 1), ArmSums.of(1e9, 0, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extremeSums")
    void everyResultIsANumberWhateverTheSums(String name, ArmSums challenger, ArmSums champion) {
        for (SumsVariance variance : List.of(SumsVariance.mean(), SumsVariance.eventRate(), SumsVariance.eventRate(7))) {
            for (EffectScale scale : EffectScale.values()) {
                StratifiedSums.estimate(List.of(SumsStratum.unclustered(challenger, champion)), scale, variance)
                        .ifPresent(StratifiedSumsTest::assertUsable);
            }
        }
    }

    private static void assertUsable(EffectEstimate estimate) {
        assertThat(estimate.variance()).isPositive().isFinite();
        assertThat(ONE_SIDED.lowerBound(estimate)).isNotNaN().isLessThanOrEqualTo(estimate.effect());
        assertThat(ONE_SIDED.upperBound(estimate)).isNotNaN().isGreaterThanOrEqualTo(estimate.effect());
        Interval interval = DESIGN.interval(estimate);
        assertThat(interval.lower()).isLessThanOrEqualTo(estimate.effect());
        assertThat(interval.upper()).isGreaterThanOrEqualTo(estimate.effect());
        for (double nullEffect : new double[] {-2, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 1e9}) {
            assertThat(DESIGN.pValue(estimate, nullEffect)).isBetween(0.0, 1.0);
            assertThat(ONE_SIDED.pValueAbove(estimate, nullEffect)).isBetween(0.0, 1.0);
            assertThat(ONE_SIDED.pValueBelow(estimate, nullEffect)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void theVarianceOfMeansIsThatOfEachArmWhenTheSplitIsEven() {
        ArmSums challenger = ArmSums.of(40, 100, 330);
        ArmSums champion = ArmSums.of(60, 120, 500);
        EffectEstimate estimate = mean(EffectScale.ABSOLUTE, challenger, champion);
        double v1 = (330 - 100.0 * 100 / 40) / 39 / 40;
        double v0 = (500 - 120.0 * 120 / 60) / 59 / 60;
        assertThat(estimate.effect()).isCloseTo(0.5, within(1e-15));
        assertThat(estimate.variance()).isCloseTo(v1 + v0, within(1e-15));
        assertThat(estimate.degreesOfFreedom())
                .isCloseTo((v1 + v0) * (v1 + v0) / (v1 * v1 / 39 + v0 * v0 / 59), within(1e-10));
        assertThat(estimate.varianceMethod()).isEqualTo(VarianceMethod.SUMS_OF_SQUARES);
        EffectEstimate lift = mean(EffectScale.RELATIVE, challenger, champion);
        assertThat(lift.effect()).isCloseTo(0.25, within(1e-15));
        assertThat(lift.variance()).isCloseTo((v1 + 1.25 * 1.25 * v0) / 4, within(1e-15));
    }

    @Test
    void aHypotheticalLiftIsTestedByItsOwnContrast() {
        EffectEstimate lift = mean(EffectScale.RELATIVE, ArmSums.of(40, 100, 330), ArmSums.of(60, 120, 500));
        double v1 = (330 - 100.0 * 100 / 40) / 39 / 40;
        double v0 = (500 - 120.0 * 120 / 60) / 59 / 60;
        for (double nullLift : new double[] {-1.5, -0.4, 0, 0.3, 3}) {
            double ratio = 1 + nullLift;
            assertThat((lift.effect() - nullLift) / Math.sqrt(lift.nullVariance().under(nullLift).ofDeviate()))
                    .isCloseTo((2.5 - ratio * 2) / Math.sqrt(v1 + ratio * ratio * v0), within(1e-12));
        }
    }

    @Test
    void aSmallArmBorrowsTheSpreadOfTheOtherWhenItsOwnIsSmaller() {
        ArmSums champion = ArmSums.of(9_500, 9_500, 9_500 + 9_499 * 100.0);
        EffectEstimate narrow = mean(EffectScale.ABSOLUTE, ArmSums.of(500, 500, 500 + 499 * 4.0), champion);
        EffectEstimate wide = mean(EffectScale.ABSOLUTE, ArmSums.of(500, 500, 500 + 499 * 400.0), champion);
        double pooled = (499 * 4.0 + 9_499 * 100.0) / 9_998;
        assertThat(narrow.variance()).isCloseTo(pooled * (1 / 500.0 + 1 / 9_500.0), within(1e-12));
        assertThat(wide.variance()).isCloseTo(400 / 500.0 + 100 / 9_500.0, within(1e-12));
    }

    @Test
    void aSpreadFarBelowTheMeanIsNotLost() {
        // Values 1e6 - 1 and 1e6 + 1 in equal number: in double precision Q - S^2/n of a million of them is off by hundreds of
        // percent.
        double n = 1_000_000;
        ArmSums arm = ArmSums.of(n, n * 1e8, n * (1e16 + 1));
        double naive = arm.sumOfSquares().orElseThrow() - arm.numerator() * arm.numerator() / n;
        assertThat(naive).isNotCloseTo(n, within(0.05 * n));
        // What remains is the rounding of the sum of squares itself.
        assertThat(arm.squaredDeviations().orElseThrow())
                .isCloseTo(n, within(Math.ulp(arm.sumOfSquares().orElseThrow())));
    }

    @Test
    void valuesThatDoNotVaryBeyondRoundingGiveNoEstimate() {
        ArmSums constant = ArmSums.of(1000, 100, 10);
        assertThat(StratifiedSums.estimate(List.of(SumsStratum.unclustered(constant, ArmSums.of(1000, 700, 490))),
                EffectScale.ABSOLUTE, SumsVariance.mean())).isEmpty();
    }

    @Test
    void unitsOfMeasurementDoNotMatter() {
        EffectEstimate seconds = mean(EffectScale.ABSOLUTE, ArmSums.of(40, 100, 330), ArmSums.of(60, 120, 500));
        EffectEstimate millis = mean(EffectScale.ABSOLUTE, ArmSums.of(40, 100e3, 330e6), ArmSums.of(60, 120e3, 500e6));
        assertThat(millis.deviateFrom(0).z()).isCloseTo(seconds.deviateFrom(0).z(), within(1e-12));
    }

    @Test
    void rareEventsAreTheLimitOfProportions() {
        for (EffectScale scale : EffectScale.values()) {
            EffectEstimate rates = StratifiedSums.estimate(List.of(
                    SumsStratum.unclustered(ArmSums.of(1e11, 12), ArmSums.of(9e11, 55)),
                    SumsStratum.unclustered(ArmSums.of(5e11, 40), ArmSums.of(5e11, 29))), scale, SumsVariance.eventRate())
                    .orElseThrow();
            EffectEstimate proportions = StratifiedProportions.estimate(List.of(
                    proportion(100_000_000_000L, 12, 900_000_000_000L, 55),
                    proportion(500_000_000_000L, 40, 500_000_000_000L, 29)), scale).orElseThrow();
            assertThat(rates.effect()).isCloseTo(proportions.effect(), within(1e-9 * Math.abs(proportions.effect())));
            assertThat(rates.variance()).isCloseTo(proportions.variance(), within(1e-9 * proportions.variance()));
            double step = proportions.standardError();
            for (double nullEffect : new double[] {proportions.effect() - 3 * step, 0, proportions.effect() + 3 * step}) {
                Deviate expected = proportions.deviateFrom(nullEffect);
                assertThat(rates.deviateFrom(nullEffect).z()).isCloseTo(expected.z(), within(1e-7));
                assertThat(rates.deviateFrom(nullEffect).information())
                        .isCloseTo(expected.information(), within(1e-7 * expected.information()));
            }
        }
    }

    @Test
    void overdispersionWidensTheVarianceByItsFactor() {
        SumsStratum stratum = SumsStratum.unclustered(ArmSums.of(100, 60), ArmSums.of(100, 40));
        EffectEstimate poisson =
                StratifiedSums.estimate(List.of(stratum), EffectScale.RELATIVE, SumsVariance.eventRate()).orElseThrow();
        EffectEstimate dispersed =
                StratifiedSums.estimate(List.of(stratum), EffectScale.RELATIVE, SumsVariance.eventRate(4)).orElseThrow();
        assertThat(poisson.varianceMethod()).isEqualTo(VarianceMethod.POISSON);
        assertThat(dispersed.variance()).isCloseTo(4 * poisson.variance(), within(1e-12));
        assertThat(dispersed.deviateFrom(0).z()).isCloseTo(poisson.deviateFrom(0).z() / 2, within(1e-12));
    }

    @Test
    void clustersOfSuccessesGiveWhatTheyGiveAsProportions() {
        TreeMap<String, TwoArmCounts> counts = new TreeMap<>();
        TreeMap<String, TwoArmSums> sums = new TreeMap<>();
        for (int b = 0; b < 20; b++) {
            long x1 = b % 2 == 0 ? 30 : 10;
            long x0 = b % 3 == 0 ? 30 : 10;
            counts.put("b" + b, new TwoArmCounts(new BinomialCounts(100 + b, x1), new BinomialCounts(100, x0)));
            sums.put("b" + b, new TwoArmSums(ArmSums.of(100 + b, x1), ArmSums.of(100, x0)));
        }
        for (EffectScale scale : EffectScale.values()) {
            EffectEstimate proportions =
                    StratifiedProportions.estimate(List.of(ProportionStratum.clustered(counts)), scale).orElseThrow();
            for (SumsVariance variance : List.of(SumsVariance.mean(), SumsVariance.ratio(), SumsVariance.eventRate())) {
                EffectEstimate estimate =
                        StratifiedSums.estimate(List.of(SumsStratum.clustered(sums)), scale, variance).orElseThrow();
                assertThat(estimate.effect()).isCloseTo(proportions.effect(), within(1e-14));
                assertThat(estimate.variance()).isCloseTo(proportions.variance(), within(1e-14));
                assertThat(estimate.degreesOfFreedom()).isCloseTo(proportions.degreesOfFreedom(), within(1e-11));
                assertThat(estimate.varianceMethod()).isEqualTo(VarianceMethod.UNIT_CLUSTERS);
                assertThat(estimate.deviateFrom(0.1).z()).isCloseTo(proportions.deviateFrom(0.1).z(), within(1e-10));
            }
            assertThat(StratifiedSums.estimate(List.of(SumsStratum.clustered(sums)), scale, SumsVariance.betweenTimeBlocks())
                    .orElseThrow().varianceMethod()).isEqualTo(VarianceMethod.TIME_BLOCKS);
        }
    }

    @Test
    void clustersNeverClaimLessVarianceThanIndependentValuesWould() {
        TreeMap<String, TwoArmSums> sums = new TreeMap<>();
        for (int b = 0; b < 10; b++) {
            // Every cluster has the same mean, although values vary a lot.
            sums.put("b" + b, new TwoArmSums(ArmSums.of(10, 50, 1000 + b), ArmSums.of(10, 50 + 0.001 * b, 1000)));
        }
        SumsStratum clustered = SumsStratum.clustered(sums);
        EffectEstimate estimate =
                StratifiedSums.estimate(List.of(clustered), EffectScale.ABSOLUTE, SumsVariance.mean()).orElseThrow();
        EffectEstimate independent = StratifiedSums.estimate(List.of(SumsStratum.unclustered(
                clustered.totals().challenger(), clustered.totals().champion())), EffectScale.ABSOLUTE, SumsVariance.mean())
                .orElseThrow();
        assertThat(estimate.variance()).isCloseTo(independent.variance(), within(1e-12));
    }

    @Test
    void clustersThatMoveBothArmsAlikeStillLeaveAPositiveVariance() {
        TreeMap<String, TwoArmSums> sums = new TreeMap<>();
        for (int b = 0; b < 10; b++) {
            sums.put("b" + b, new TwoArmSums(ArmSums.of(10, 2 * (50 + b)), ArmSums.of(10, 50 + b)));
        }
        EffectEstimate estimate = StratifiedSums.estimate(
                List.of(SumsStratum.clustered(sums)), EffectScale.ABSOLUTE, SumsVariance.ratio()).orElseThrow();
        assertUsable(estimate);
        // A lift of exactly 1 in every cluster leaves the spread of the lift unknown.
        assertThat(StratifiedSums.estimate(List.of(SumsStratum.clustered(sums)), EffectScale.RELATIVE, SumsVariance.ratio())
                .filter(lift -> lift.variance() > 1e-15)).isEmpty();
    }

    @Test
    void thereIsNoEstimateWithoutAKnownVariance() {
        SumsStratum noSquares = SumsStratum.unclustered(ArmSums.of(100, 200), ArmSums.of(100, 190));
        SumsStratum squares = SumsStratum.unclustered(ArmSums.of(100, 200, 500), ArmSums.of(100, 190, 500));
        assertThat(StratifiedSums.estimate(List.of(noSquares), EffectScale.ABSOLUTE, SumsVariance.mean())).isEmpty();
        assertThat(StratifiedSums.estimate(List.of(squares, noSquares), EffectScale.ABSOLUTE, SumsVariance.mean())).isEmpty();
        assertThat(StratifiedSums.estimate(List.of(squares), EffectScale.ABSOLUTE, SumsVariance.ratio())).isEmpty();
        assertThat(StratifiedSums.estimate(List.of(squares), EffectScale.ABSOLUTE, SumsVariance.betweenTimeBlocks())).isEmpty();
        assertThat(StratifiedSums.estimate(List.of(), EffectScale.ABSOLUTE, SumsVariance.eventRate())).isEmpty();
        TreeMap<String, TwoArmSums> one = new TreeMap<>();
        one.put("only", new TwoArmSums(ArmSums.of(100, 200), ArmSums.of(100, 190)));
        assertThat(StratifiedSums.estimate(List.of(SumsStratum.clustered(one)), EffectScale.ABSOLUTE, SumsVariance.ratio()))
                .isEmpty();
    }

    @Test
    void aStratumThatCannotBeComparedCarriesNoWeight() {
        SumsStratum used = SumsStratum.unclustered(ArmSums.of(100, 200, 500), ArmSums.of(300, 590, 1500));
        List<SumsStratum> withOthers = List.of(
                SumsStratum.unclustered(ArmSums.NONE, ArmSums.of(300, 9e5, 1e10)), used,
                SumsStratum.unclustered(ArmSums.of(1, 7, 49), ArmSums.of(300, 9e5, 1e10)));
        assertThat(StratifiedSums.estimate(withOthers, EffectScale.RELATIVE, SumsVariance.mean()))
                .isEqualTo(StratifiedSums.estimate(List.of(used), EffectScale.RELATIVE, SumsVariance.mean()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -190})
    void theLiftOverAChampionThatIsNotPositiveIsUndefinedWhileTheDifferenceIsNot(double championSum) {
        List<SumsStratum> strata =
                List.of(SumsStratum.unclustered(ArmSums.of(100, 200, 500), ArmSums.of(100, championSum, 500)));
        assertThat(StratifiedSums.estimate(strata, EffectScale.RELATIVE, SumsVariance.mean())).isEmpty();
        assertThat(StratifiedSums.estimate(strata, EffectScale.ABSOLUTE, SumsVariance.mean())).isPresent();
    }

    @Test
    void theLiftOverAChampionThatChangesSignBetweenStrataIsUndefined() {
        List<SumsStratum> strata = List.of(
                SumsStratum.unclustered(ArmSums.of(100, 200, 500), ArmSums.of(100, 190, 500)),
                SumsStratum.unclustered(ArmSums.of(100, 2, 500), ArmSums.of(100, -1, 500)));
        assertThat(StratifiedSums.estimate(strata, EffectScale.RELATIVE, SumsVariance.mean())).isEmpty();
        assertThat(StratifiedSums.estimate(strata, EffectScale.ABSOLUTE, SumsVariance.mean())).isPresent();
    }

    @Test
    void theLiftIsUnboundedWhileTheChampionCannotBeToldFromZero() {
        EffectEstimate lift = mean(EffectScale.RELATIVE, ArmSums.of(100, 20, 100), ArmSums.of(100, 10, 100));
        assertThat(ONE_SIDED.upperBound(lift)).isInfinite();
    }

    @Test
    void aRampWithAFallingBaseLevelDoesNotFoolTheEstimate() {
        List<SumsStratum> ramp = List.of(
                SumsStratum.unclustered(ArmSums.of(1_000, 130_000, 2e7), ArmSums.of(9_000, 1_170_000, 18e7)),
                SumsStratum.unclustered(ArmSums.of(2_500, 250_000, 3e7), ArmSums.of(7_500, 750_000, 9e7)),
                SumsStratum.unclustered(ArmSums.of(5_000, 350_000, 3e7), ArmSums.of(5_000, 350_000, 3e7)));
        EffectEstimate estimate = StratifiedSums.estimate(ramp, EffectScale.ABSOLUTE, SumsVariance.mean()).orElseThrow();
        assertThat(estimate.effect()).isCloseTo(0, within(1e-12));
    }

    @Test
    void boundsAreWhereTheEvidenceReachesTheThreshold() {
        List<SumsStratum> strata = List.of(
                SumsStratum.unclustered(ArmSums.of(500, 800, 2_000), ArmSums.of(4_500, 6_000, 14_000)),
                SumsStratum.unclustered(ArmSums.of(2_000, 2_500, 6_000), ArmSums.of(2_000, 2_400, 6_000)));
        for (SumsVariance variance : List.of(SumsVariance.mean(), SumsVariance.eventRate())) {
            for (EffectScale scale : EffectScale.values()) {
                EffectEstimate estimate = StratifiedSums.estimate(strata, scale, variance).orElseThrow();
                assertThat(ONE_SIDED.pValueAbove(estimate, ONE_SIDED.lowerBound(estimate))).isCloseTo(0.05, within(1e-9));
                assertThat(ONE_SIDED.pValueBelow(estimate, ONE_SIDED.upperBound(estimate))).isCloseTo(0.05, within(1e-9));
            }
        }
    }

    @Test
    void impossibleInputIsRefusedByName() {
        SumsStratum negative = SumsStratum.unclustered(ArmSums.of(100, -3), ArmSums.of(100, 4));
        assertThatThrownBy(() -> StratifiedSums.estimate(List.of(negative), EffectScale.ABSOLUTE, SumsVariance.eventRate()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("challenger events");
        assertThatThrownBy(() -> SumsVariance.eventRate(0.9)).hasMessageContaining("dispersion");
        assertThatThrownBy(() -> SumsVariance.eventRate(Double.NaN)).hasMessageContaining("dispersion");
        assertThatThrownBy(() -> ArmSums.of(10, Double.NaN)).hasMessageContaining("numerator");
        assertThatThrownBy(() -> ArmSums.of(Double.POSITIVE_INFINITY, 1)).hasMessageContaining("denominator");
        assertThatThrownBy(() -> ArmSums.of(-1, 1)).hasMessageContaining("denominator");
        assertThatThrownBy(() -> ArmSums.of(10, 100, 999)).hasMessageContaining("sumOfSquares");
        SortedMap<String, TwoArmSums> clusters = new TreeMap<>();
        clusters.put("a", new TwoArmSums(ArmSums.of(10, 3), ArmSums.of(10, 4)));
        clusters.put("b", new TwoArmSums(ArmSums.of(10, 5), ArmSums.of(10, 4)));
        assertThatThrownBy(() -> StratifiedSums.estimate(List.of(SumsStratum.clustered(clusters),
                SumsStratum.unclustered(ArmSums.of(10, 3), ArmSums.of(10, 4))), EffectScale.ABSOLUTE, SumsVariance.ratio()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("strata");
    }

    private static EffectEstimate mean(EffectScale scale, ArmSums challenger, ArmSums champion) {
        return StratifiedSums.estimate(
                List.of(SumsStratum.unclustered(challenger, champion)), scale, SumsVariance.mean()).orElseThrow();
    }

    private static ProportionStratum proportion(long n1, long x1, long n0, long x0) {
        return ProportionStratum.unclustered(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }
}
