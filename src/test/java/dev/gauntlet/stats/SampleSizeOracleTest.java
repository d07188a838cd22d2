package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.planning.AverageOutcome;
import dev.gauntlet.stats.planning.MetricPlan;
import dev.gauntlet.stats.planning.PlannedTest;
import dev.gauntlet.stats.planning.ProportionOutcome;
import dev.gauntlet.stats.planning.ProportionSampleSize;
import dev.gauntlet.stats.planning.RampOutlook;
import dev.gauntlet.stats.planning.StoppingRule;
import dev.gauntlet.stats.planning.StudentSampleSize;
import dev.gauntlet.stats.planning.TrafficRamp;
import dev.gauntlet.stats.planning.TrafficStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleSizeOracleTest {

    private static final double HOUR = 3600;

    private static final Oracles ORACLES = Oracles.of("sample-size");

    static List<Oracles.Case> proportions() {
        return ORACLES.cases("proportions");
    }

    static List<Oracles.Case> nonInferiorityProportions() {
        return ORACLES.cases("nonInferiorityProportions");
    }

    static List<Oracles.Case> means() {
        return ORACLES.cases("means");
    }

    static List<Oracles.Case> rampPlan() {
        return ORACLES.cases("rampPlan");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("proportions", "nonInferiorityProportions", "means", "rampPlan");
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void sizePowerAndDetectableEffectOfProportionsAgree(Oracles.Case c) {
        double champion = c.in("controlRate");
        double difference = c.in("treatmentRate") - champion;
        double ratio = c.in("ratioTreatmentToControl");
        MetricPlan plan = new MetricPlan(new ProportionOutcome(champion), test(c, difference, 0), 1);
        // Both directions are asked for, also of a one-sided test: a second plan looks the other way.
        MetricPlan opposite = new MetricPlan(new ProportionOutcome(champion), test(c, -difference, 0), 1);
        double size = plan.sampleSize(difference, ratio).champion();
        double ceiled = Math.ceil(size);
        ProportionSampleSize classical = classical(c);
        new ComparedFields(c)
                .matches("controlNUnpooled", size)
                .matches("controlNPooled", classical.pooled())
                .matches("controlNArcsine", classical.arcsine())
                .matches("powerUnpooledAtCeiledN", plan.power(difference, ceiled, ratio * ceiled))
                .matches("mdeUpRateAtCeiledN", plus(champion,
                        (difference > 0 ? plan : opposite).minimumDetectableDifference(ceiled, ratio * ceiled, 1)))
                .matches("mdeDownRateAtCeiledN", plus(champion,
                        (difference < 0 ? plan : opposite).minimumDetectableDifference(ceiled, ratio * ceiled, -1)))
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("nonInferiorityProportions")
    void nonInferioritySizesAgree(Oracles.Case c) {
        double margin = c.in("margin");
        double difference = c.in("treatmentRate") - c.in("controlRate");
        MetricPlan plan = new MetricPlan(
                new ProportionOutcome(c.in("controlRate")), test(c, difference + margin, -margin), 1);
        new ComparedFields(c)
                .matches("controlNUnpooled", plan.sampleSize(difference, c.in("ratioTreatmentToControl")).champion())
                .matches("controlNFarringtonManning", classical(c).farringtonManning(margin))
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("means")
    void sizesOfMeansAgree(Oracles.Case c) {
        double difference = c.in("difference");
        double ratio = c.in("ratioTreatmentToControl");
        double championSd = c.in("controlSd");
        MetricPlan plan = new MetricPlan(new AverageOutcome(
                c.in("controlMean"), championSd * championSd, c.in("treatmentSd") * c.in("treatmentSd")),
                test(c, difference, 0), 1);
        ComparedFields fields = new ComparedFields(c)
                .matches("controlNNormal", plan.sampleSize(difference, ratio).champion());
        if (fields.expects("controlNStudent")) {
            assertThat(c.in("treatmentSd")).as("the t-test has one variance").isEqualTo(championSd);
            fields.matches("controlNStudent",
                    new StudentSampleSize(difference, championSd, ratio, alphaOfOneSide(c)).champion(1 - c.in("power")));
        }
        fields.andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("rampPlan")
    void informationDurationAndPowerUnderARampAgree(Oracles.Case c) {
        double difference = c.in("treatmentRate") - c.in("controlRate");
        MetricPlan plan = new MetricPlan(
                new ProportionOutcome(c.in("controlRate")), test(c, difference, 0), c.in("designEffect"));
        List<TrafficStep> steps = new ArrayList<>();
        for (JsonNode step : c.input().get("steps")) {
            steps.add(TrafficStep.of(HOUR * step.get("fromHour").asDouble(), step.get("treatmentWeight").asDouble()));
        }
        TrafficRamp ramp = new TrafficRamp(steps, c.in("requestsPerHour") / HOUR);
        double deadline = HOUR * c.in("maxHours");
        RampOutlook outlook = plan.outlook(difference, ramp, deadline);
        OptionalDouble longest = outlook.longestSeconds();
        new ComparedFields(c)
                .matches("informationAfterStep", ramp.informationAfterSteps(plan, difference, deadline).stream()
                        .mapToDouble(Double::doubleValue).toArray())
                .matches("informationNeeded", outlook.informationNeeded())
                .matches("hoursToInformation",
                        longest.isEmpty() ? longest : OptionalDouble.of(longest.getAsDouble() / HOUR))
                .matches("powerAtMaxHours", outlook.powerAtDeadline())
                .andNothingElse();
    }

    private static OptionalDouble plus(double rate, OptionalDouble difference) {
        return difference.isEmpty() ? difference : OptionalDouble.of(rate + difference.getAsDouble());
    }

    private static PlannedTest test(Oracles.Case c, double direction, double nullDifference) {
        Alternative oneSided = direction > 0 ? Alternative.GREATER : Alternative.LESS;
        return new PlannedTest(c.in("sides") == 2 ? Alternative.TWO_SIDED : oneSided, nullDifference,
                c.in("alpha"), 1 - c.in("power"), StoppingRule.FIXED);
    }

    private static ProportionSampleSize classical(Oracles.Case c) {
        return new ProportionSampleSize(c.in("controlRate"), c.in("treatmentRate"), c.in("ratioTreatmentToControl"),
                alphaOfOneSide(c), 1 - c.in("power"));
    }

    private static double alphaOfOneSide(Oracles.Case c) {
        return c.in("alpha") / c.in("sides");
    }
}
