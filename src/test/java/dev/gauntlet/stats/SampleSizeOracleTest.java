package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Unpooled variances; the pooled, arcsine and Farrington-Manning sizes of the files are other methods. */
class SampleSizeOracleTest {

    private static final Oracles ORACLES = Oracles.of("sample-size");

    static List<Oracles.Case> proportions() {
        return ORACLES.cases("proportions");
    }

    static List<Oracles.Case> nonInferiorityProportions() {
        return ORACLES.cases("nonInferiorityProportions");
    }

    static List<Oracles.Case> rampPlan() {
        return ORACLES.cases("rampPlan");
    }

    @Test
    void everyKindIsTestedOrKnownToBeMissing() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("proportions", "nonInferiorityProportions", "rampPlan", "means");
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void sampleSizePowerAndDetectableEffectAgree(Oracles.Case c) {
        double champion = c.in("controlRate");
        double challenger = c.in("treatmentRate");
        double ratio = c.in("ratioTreatmentToControl");
        double alpha = c.in("alpha");
        int sides = (int) c.in("sides");
        double beta = 1 - c.in("power");
        double needed = Planning.information(alpha, sides, beta, challenger - champion);
        double trials = needed / Planning.informationOfTrials(champion, challenger, 1, ratio, 1);
        double ceiled = Math.ceil(trials);
        c.matches("controlNUnpooled", trials);
        c.matches("powerUnpooledAtCeiledN", Planning.power(alpha, sides, challenger - champion,
                Planning.informationOfTrials(champion, challenger, ceiled, ratio * ceiled, 1)));
        c.matches("mdeUpRateAtCeiledN", champion + Planning.minimumDetectableDifference(
                alpha, sides, beta, champion, ceiled, ratio * ceiled, 1, 1).orElseThrow());
        c.matches("mdeDownRateAtCeiledN", champion + Planning.minimumDetectableDifference(
                alpha, sides, beta, champion, ceiled, ratio * ceiled, 1, -1).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void aSuperiorityPlanHoldsTheSameSize(Oracles.Case c) {
        if (c.in("sides") == 2) {
            double ratio = c.in("ratioTreatmentToControl");
            SamplePlan plan = Planning.superiority(c.in("controlRate"), c.in("treatmentRate") - c.in("controlRate"),
                    EffectScale.ABSOLUTE, c.in("alpha"), 1 - c.in("power"), ratio / (1 + ratio), 1);
            c.matches("controlNUnpooled", plan.championTrials());
        }
    }

    @ParameterizedTest
    @MethodSource("nonInferiorityProportions")
    void nonInferioritySizesAgree(Oracles.Case c) {
        double needed = Planning.information(c.in("alpha"), (int) c.in("sides"), 1 - c.in("power"),
                c.in("treatmentRate") - c.in("controlRate") + c.in("margin"));
        c.matches("controlNUnpooled", needed / Planning.informationOfTrials(
                c.in("controlRate"), c.in("treatmentRate"), 1, c.in("ratioTreatmentToControl"), 1));
    }

    @ParameterizedTest
    @MethodSource("rampPlan")
    void informationAddsOverTheStepsOfARamp(Oracles.Case c) {
        JsonNode steps = c.input().get("steps");
        double[] information = new double[steps.size()];
        double sum = 0;
        for (int k = 0; k < information.length; k++) {
            double until = k + 1 < information.length ? steps.get(k + 1).get("fromHour").asDouble() : c.in("maxHours");
            double requests = c.in("requestsPerHour") * (until - steps.get(k).get("fromHour").asDouble());
            double weight = steps.get(k).get("treatmentWeight").asDouble();
            sum += Planning.informationOfTrials(c.in("controlRate"), c.in("treatmentRate"),
                    (1 - weight) * requests, weight * requests, c.in("designEffect"));
            information[k] = sum;
        }
        double effect = c.in("treatmentRate") - c.in("controlRate");
        c.matches("informationAfterStep", information);
        c.matches("informationNeeded",
                Planning.information(c.in("alpha"), (int) c.in("sides"), 1 - c.in("power"), effect));
        c.matches("powerAtMaxHours", Planning.power(c.in("alpha"), (int) c.in("sides"), effect, sum));
    }
}
