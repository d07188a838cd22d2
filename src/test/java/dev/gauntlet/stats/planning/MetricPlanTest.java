package dev.gauntlet.stats.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BoundaryRecursion;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.ExitProbabilities;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoSidedDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricPlanTest {

    private static final List<StoppingRule> RULES = List.of(StoppingRule.FIXED, StoppingRule.OBRIEN_FLEMING,
            StoppingRule.groupSequential(1.28, 0.77), StoppingRule.CALIBRATED, StoppingRule.CALIBRATED_WITHOUT_PAUSE,
            StoppingRule.OPEN, StoppingRule.OPEN_ONE_SIDED);

    private record Question(MetricPlan plan, double difference, double ratio) {
    }

    static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        List<Outcome> outcomes = List.of(
                new ProportionOutcome(0.1), new ProportionOutcome(1e-6), ProportionOutcome.aboveQuantile(0.99),
                new AverageOutcome(250, 6400, 8100), AverageOutcome.ofRatio(3, 7, 4, 9, 2), new EventRateOutcome(0.02, 1),
                new EventRateOutcome(40, 5));
        for (Outcome outcome : outcomes) {
            for (StoppingRule rule : RULES) {
                for (double ratio : new double[] {1, 0.05, 3}) {
                    double effect = outcome.difference(0.04, EffectScale.RELATIVE);
                    questions.add(new Question(
                            new MetricPlan(outcome, PlannedTest.superiority(0.05, 0.2, rule), 1.5), effect, ratio));
                    questions.add(new Question(
                            new MetricPlan(outcome, PlannedTest.superiority(1e-9, 0.01, rule), 1), -effect, ratio));
                    questions.add(new Question(
                            new MetricPlan(outcome, PlannedTest.nonInferiority(effect, true, 0.05, 0.1, rule), 4), 0, ratio));
                    questions.add(new Question(new MetricPlan(
                            outcome, PlannedTest.nonInferiority(effect, false, 0.01, 0.2, rule), 1), effect / 3, ratio));
                }
            }
        }
        return questions;
    }

    @ParameterizedTest
    @MethodSource("questions")
    void thePlannedSampleHasThePlannedPower(Question q) {
        SampleSize size = q.plan().sampleSize(q.difference(), q.ratio());
        double wanted = 1 - q.plan().test().beta();
        assertThat(q.plan().power(q.difference(), size.champion(), size.challenger())).isCloseTo(wanted, within(1e-12));
        assertThat(q.plan().power(q.difference(), Math.ceil(size.champion()), Math.ceil(size.challenger())))
                .isGreaterThanOrEqualTo(wanted - 1e-12);
        assertThat(size.challenger() / size.champion()).isCloseTo(q.ratio(), within(1e-12 * q.ratio()));
        assertThat(q.plan().information(q.difference(), size.champion(), size.challenger()))
                .isCloseTo(size.information(), within(1e-9 * size.information()));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void theDetectableDifferenceOfAPlannedSampleIsTheOnePlannedFor(Question q) {
        SampleSize size = q.plan().sampleSize(q.difference(), q.ratio());
        int direction = q.difference() > q.plan().test().nullDifference() ? 1 : -1;
        double detectable = q.plan().minimumDetectableDifference(size.champion(), size.challenger(), direction).orElseThrow();
        double distance = Math.abs(q.difference() - q.plan().test().nullDifference());
        assertThat(detectable).isCloseTo(q.difference(), within(1e-9 * distance));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aConstantRampTakesAsLongAsItsRateSays(Question q) {
        SampleSize size = q.plan().sampleSize(q.difference(), q.ratio());
        double perSecond = 20;
        TrafficRamp ramp = TrafficRamp.constant(q.ratio() / (1 + q.ratio()), perSecond);
        double seconds = (size.champion() + size.challenger()) / perSecond;
        RampOutlook outlook = q.plan().outlook(q.difference(), ramp, 2 * seconds);
        assertThat(outlook.longestSeconds().orElseThrow()).isCloseTo(seconds, within(1e-9 * seconds));
        StoppingRule rule = q.plan().test().rule();
        assertThat(outlook.expectedSeconds().orElseThrow())
                .isCloseTo(seconds * rule.meanRun() / rule.longestRun(), within(1e-9 * seconds));
        assertThat(q.plan().outlook(q.difference(), ramp, seconds).powerAtDeadline())
                .isCloseTo(1 - q.plan().test().beta(), within(1e-9));
        assertThat(q.plan().outlook(q.difference(), ramp, 0.49 * seconds).isUnderpowered()).isTrue();
        assertThat(q.plan().outlook(q.difference(), ramp, 0.51 * seconds).isUnderpowered()).isFalse();
    }

    @Test
    void theRunOfTheDefaultDesignIsLongEnoughForItsPower() {
        TwoSidedDesign design = SequentialDesign.superiority(0.05, 0.2, Planning.detectableDeviate(0.05, 2, 0.2));
        StoppingRule rule = StoppingRule.CALIBRATED_WITHOUT_PAUSE;
        int looks = 800;
        double[] information = new double[looks];
        double[] upper = new double[looks];
        double[] lower = new double[looks];
        for (int k = 0; k < looks; k++) {
            double start = SequentialDesign.START_FRACTION;
            information[k] = start + (rule.longestRun() - start) * k / (looks - 1);
            upper[k] = bound(design, information[k]);
            lower[k] = -upper[k];
        }
        ExitProbabilities exits = BoundaryRecursion.exits(information, lower, upper, Planning.detectableDeviate(0.05, 2, 0.2));
        assertThat(exits.totalAbove()).isCloseTo(0.8, within(0.003));
        assertThat(exits.meanInformation()).isCloseTo(rule.meanRun(), within(0.01));
    }

    @Test
    void aLiftAndTheSameDifferenceNeedTheSameSample() {
        Outcome outcome = new ProportionOutcome(0.2);
        assertThat(outcome.difference(0.05, EffectScale.RELATIVE)).isCloseTo(0.01, within(1e-15));
        assertThat(new AverageOutcome(-20, 1, 1).difference(0.05, EffectScale.RELATIVE)).isEqualTo(1);
        assertThatThrownBy(() -> new AverageOutcome(0, 1, 1).difference(0.05, EffectScale.RELATIVE))
                .hasMessageContaining("championLevel");
    }

    @Test
    void theDesignEffectMultipliesTheSample() {
        PlannedTest test = PlannedTest.superiority(0.05, 0.2, StoppingRule.FIXED);
        SampleSize requests = new MetricPlan(new ProportionOutcome(0.2), test, 1).sampleSize(0.01, 1);
        SampleSize users = new MetricPlan(new ProportionOutcome(0.2), test, 3).sampleSize(0.01, 1);
        assertThat(users.champion()).isCloseTo(requests.times(3).champion(), within(1e-6));
        assertThat(users.total()).isCloseTo(requests.times(3).total(), within(1e-6));
    }

    @Test
    void nothingIsFoundWithoutRoomOrOnTheOtherSide() {
        PlannedTest either = PlannedTest.superiority(0.05, 0.2, StoppingRule.FIXED);
        MetricPlan rare = new MetricPlan(new ProportionOutcome(0.001), either, 1);
        assertThat(rare.minimumDetectableDifference(5, 5, -1)).isEmpty();
        assertThat(rare.minimumDetectableDifference(1e6, 1e6, -1)).isPresent();
        assertThat(rare.minimumDetectableDifference(1e12, 1e12, 1).orElseThrow()).isBetween(0.0, 1e-6);
        MetricPlan above = new MetricPlan(new AverageOutcome(1, 1, 1),
                PlannedTest.nonInferiority(0.1, true, 0.05, 0.2, StoppingRule.FIXED), 1);
        assertThat(above.minimumDetectableDifference(100, 100, -1)).isEmpty();
        assertThat(above.power(-5, 100, 100)).isLessThan(1e-6);
        assertThat(above.power(-0.1, 100, 100)).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void timeBeforeTheChallengerGetsTrafficBringsNothing() {
        MetricPlan plan = new MetricPlan(new ProportionOutcome(0.2), PlannedTest.superiority(0.05, 0.2, StoppingRule.FIXED), 1);
        TrafficRamp late = new TrafficRamp(List.of(TrafficStep.of(0, 0), TrafficStep.of(3600, 0.5)), 10);
        double immediate = TrafficRamp.constant(0.5, 10).secondsTo(1000, plan, 0, 1e9).orElseThrow();
        assertThat(late.secondsTo(1000, plan, 0, 1e9).orElseThrow()).isCloseTo(immediate + 3600, within(1e-6));
        assertThat(late.informationAfterSteps(plan, 0, 1800)).containsExactly(0.0, 0.0);
        RampOutlook outlook = plan.outlook(0.01, late, 1800);
        assertThat(outlook.powerAtDeadline()).isCloseTo(0.025, within(1e-12));
        assertThat(outlook.detectableRise()).isEmpty();
        assertThat(outlook.longestSecondsInWholeWeeks()).isEmpty();
        assertThat(outlook.isUnderpowered()).isTrue();
    }

    @Test
    void aRunIsRoundedUpToWholeWeeks() {
        OptionalDouble eightDays = OptionalDouble.of(8 * 86_400);
        RampOutlook outlook = new RampOutlook(1, 1, eightDays, eightDays, 0.8, OptionalDouble.empty(), OptionalDouble.empty());
        assertThat(outlook.longestSecondsInWholeWeeks()).hasValue(14 * 86_400);
    }

    @Test
    void impossiblePlansAreRefusedByName() {
        PlannedTest test = PlannedTest.superiority(0.05, 0.2, StoppingRule.FIXED);
        assertThatThrownBy(() -> new MetricPlan(new ProportionOutcome(0.95), test, 1).sampleSize(0.1, 1))
                .hasMessageContaining("challengerRate");
        assertThatThrownBy(() -> new ProportionOutcome(0)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new ProportionOutcome(Double.NaN)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new MetricPlan(new ProportionOutcome(0.1), test, 0)).hasMessageContaining("designEffect");
        assertThatThrownBy(() -> new MetricPlan(new ProportionOutcome(0.1), test, 1).sampleSize(0.01, Double.POSITIVE_INFINITY))
                .hasMessageContaining("challengersPerChampion");
        assertThatThrownBy(() -> new MetricPlan(new ProportionOutcome(0.1), test, 1).sampleSize(0, 1))
                .hasMessageContaining("distance");
        assertThatThrownBy(() -> new EventRateOutcome(1, Double.NaN)).hasMessageContaining("dispersion");
        assertThatThrownBy(() -> AverageOutcome.ofRatio(1, 1, 1, 1, 2)).hasMessageContaining("covariance");
        assertThatThrownBy(() -> new StoppingRule(0.9, 0.5)).hasMessageContaining("longestRun");
        assertThatThrownBy(() -> new StoppingRule(1.2, 1.3)).hasMessageContaining("meanRun");
        assertThatThrownBy(() -> new TrafficStep(0, 0.7, 0.7)).hasMessageContaining("championWeight");
        assertThatThrownBy(() -> new TrafficRamp(List.of(TrafficStep.of(5, 0.1), TrafficStep.of(5, 0.2)), 1))
                .hasMessageContaining("steps");
        assertThatThrownBy(() -> new TrafficRamp(List.of(), 1)).hasMessageContaining("steps");
        assertThatThrownBy(() -> TrafficRamp.constant(0.5, Double.NaN)).hasMessageContaining("observationsPerSecond");
    }

    private static double bound(TwoSidedDesign design, double information) {
        double low = 0;
        double high = 100;
        for (int i = 0; i < 60; i++) {
            double middle = 0.5 * (low + high);
            if (design.mixture().logEValue(middle, information) < -Math.log(design.stages().get(0).level())) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
