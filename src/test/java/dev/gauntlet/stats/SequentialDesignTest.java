package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialDesignTest {

    private static final TwoSidedDesign DESIGN = SequentialDesign.superiority(0.05, 0.2, 0.02);

    @Test
    void thePlanIsThatOfAFixedSample() {
        assertThat(DESIGN.plannedInformation()).isCloseTo(7.848879734349 / 0.0004, within(1e-6));
        assertThat(DESIGN.informationFraction(estimate(0, 0.5 * DESIGN.plannedInformation())))
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theStagesSpendNearlyAllOfAlphaUpToTheHorizonAndTheRestAfterwards() {
        for (TwoSidedDesign.Stage stage : DESIGN.stages().subList(0, 2)) {
            double plan = DESIGN.plannedInformation();
            double crossing = HorizonCalibration.continuousCrossing(
                    DESIGN.mixture(), stage.from() * plan, stage.upTo() * plan, stage.level());
            assertThat(crossing).isCloseTo(stage.share() * 0.05, within(1e-8));
        }
        assertThat(DESIGN.stages()).extracting(TwoSidedDesign.Stage::share).containsExactly(0.98, 0.015, 1 - 0.98 - 0.015);
        assertThat(DESIGN.stages().get(2).level()).isCloseTo(0.005 * 0.05, within(1e-12));
    }

    @Test
    void designsOfOneShapeShareTheirLevel() {
        assertThat(SequentialDesign.superiority(0.05, 0.1, 0.0123).stages()).isEqualTo(DESIGN.stages());
    }

    @Test
    void anOpenDesignKeepsItsLevelForEver() {
        TwoSidedDesign open = SequentialDesign.open(0.05, 0.2, 0.02);
        assertThat(open.stages()).containsExactly(new TwoSidedDesign.Stage(
                SequentialDesign.START_FRACTION, Double.POSITIVE_INFINITY, 1, 0.05));
        assertThat(open.horizonInformation()).isInfinite();
    }

    @Test
    void nothingIsKnownBeforeTheStart() {
        EffectEstimate early = estimate(0.5, 0.99 * DESIGN.startInformation());
        assertThat(DESIGN.interval(early).isUnbounded()).isTrue();
        assertThat(DESIGN.pValue(early, 0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.7, 1.0, 1.38, 1.39, 3, 6, 100})
    void thePValueIsAtMostAlphaExactlyWhenTheIntervalLeavesTheValueOut(double fraction) {
        EffectEstimate estimate = estimate(0.01, fraction * DESIGN.plannedInformation());
        Interval interval = DESIGN.interval(estimate);
        double inside = interval.upper() - 1e-9;
        double outside = interval.upper() + 1e-9;
        assertThat(DESIGN.pValue(estimate, outside)).isLessThan(0.05);
        assertThat(DESIGN.pValue(estimate, inside)).isGreaterThan(0.05);
        assertThat(interval.upper() - 0.01).isCloseTo(0.01 - interval.lower(), within(1e-12));
        assertThat(interval.level()).isEqualTo(0.95);
    }

    @Test
    void thePValueIsTheErrorRateWhoseIntervalJustReachesTheValue() {
        EffectEstimate estimate = estimate(0.02, DESIGN.plannedInformation());
        double evidence = DESIGN.logEValue(estimate, 0);
        double exact = HorizonCalibration.continuousCrossing(
                DESIGN.mixture(), DESIGN.startInformation(), DESIGN.horizonInformation(), Math.exp(-evidence)) / 0.98;
        assertThat(DESIGN.pValue(estimate, 0)).isBetween(exact, 1.1 * exact);
    }

    @Test
    void thePValueFallsWithTheDistance() {
        double before = 1;
        for (double effect = 0; effect < 0.2; effect += 0.001) {
            double p = DESIGN.pValue(estimate(effect, DESIGN.plannedInformation()), 0);
            assertThat(p).isLessThanOrEqualTo(before);
            before = p;
        }
        assertThat(before).isLessThan(1e-100);
    }

    @Test
    void morePrecisionNarrowsTheIntervalAsLongAsTheHorizonHolds() {
        double width = Double.POSITIVE_INFINITY;
        for (double fraction = 0.05; fraction <= SequentialDesign.HORIZON_FRACTION; fraction += 0.05) {
            Interval interval = DESIGN.interval(estimate(0, fraction * DESIGN.plannedInformation()));
            assertThat(interval.upper() - interval.lower()).isLessThan(width);
            width = interval.upper() - interval.lower();
        }
    }

    @Test
    void oneSidedBoundsAreWhereTheirEValuesReachTheThreshold() {
        OneSidedDesign design = SequentialDesign.nonInferiority(0.05, 0.2, 0.02);
        EffectEstimate estimate = estimate(0.003, design.plannedInformation());
        assertThat(design.pValueAbove(estimate, design.lowerBound(estimate))).isCloseTo(0.05, within(1e-9));
        assertThat(design.pValueBelow(estimate, design.upperBound(estimate))).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void aHarmTestSeesAGreatHarmEarlierThanThePromotionTestWould() {
        OneSidedDesign promotion = SequentialDesign.nonInferiority(0.05, 0.2, 0.02);
        OneSidedDesign harm = SequentialDesign.deterioration(0.05, promotion.plannedInformation());
        EffectEstimate early = estimate(-0.1, 0.05 * promotion.plannedInformation());
        assertThat(harm.upperBound(early)).isLessThan(promotion.upperBound(early));
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> SequentialDesign.superiority(Double.NaN, 0.2, 0.02)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.5, 0.2, 0.02)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, Double.NaN, 0.02)).hasMessageContaining("beta");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, 0.99, 0.02)).hasMessageContaining("beta");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, 0.2, 0)).hasMessageContaining("effect");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, 0.2, Double.POSITIVE_INFINITY))
                .hasMessageContaining("effect");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, 0.2, 0.02, 0, 1.5)).hasMessageContaining("start");
        assertThatThrownBy(() -> SequentialDesign.superiority(0.05, 0.2, 0.02, 1, 1)).hasMessageContaining("horizonFraction");
        assertThatThrownBy(() -> SequentialDesign.nonInferiority(0.05, 0.2, Double.NaN)).hasMessageContaining("effect");
        assertThatThrownBy(() -> SequentialDesign.deterioration(0.05, -1)).hasMessageContaining("plannedInformation");
        assertThatThrownBy(() -> estimate(Double.NaN, 1)).hasMessageContaining("challenger");
        assertThatThrownBy(() -> estimate(0, -1)).hasMessageContaining("variance");
        assertThatThrownBy(() -> DESIGN.logEValue(estimate(0, 1), Double.NaN)).hasMessageContaining("nullEffect");
        assertThatThrownBy(() -> new Interval(Double.NaN, 1, 0.95)).hasMessageContaining("lower");
        assertThatThrownBy(() -> new Interval(0, Double.NaN, 0.95)).hasMessageContaining("upper");
        assertThatThrownBy(() -> new TwoSidedMixture(0)).hasMessageContaining("rho");
        assertThatThrownBy(() -> new OneSidedMixture(1).logEValue(Double.NaN, 1)).hasMessageContaining("z");
    }

    private static EffectEstimate estimate(double effect, double information) {
        return new EffectEstimate(0.5, 0.5 + effect, effect, 1 / information, EffectScale.ABSOLUTE,
                VarianceMethod.STRATUM, 1_000, 1_000);
    }
}
