package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.counts.ChiSquareTest;
import dev.gauntlet.stats.counts.SampleRatioChiSquare;
import dev.gauntlet.stats.counts.TrafficSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SrmChiSquareOracleTest {

    private static final Oracles ORACLES = Oracles.of("srm-chi-square");

    static List<Oracles.Case> single() {
        return ORACLES.cases("single");
    }

    static List<Oracles.Case> ramp() {
        return ORACLES.cases("ramp");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("single", "ramp");
    }

    @ParameterizedTest
    @MethodSource("single")
    void oneSplitAgrees(Oracles.Case c) {
        TrafficSplit split = split(c.input().get("observed"), c.input().get("weights"));
        ChiSquareTest pearson = SampleRatioChiSquare.pearson(split);
        ChiSquareTest likelihood = SampleRatioChiSquare.likelihoodRatio(split);
        new ComparedFields(c)
                .matches("chiSquare", pearson.statistic())
                .matches("df", pearson.degreesOfFreedom())
                .matches("p", pearson.pValue())
                .matches("gStatistic", likelihood.statistic())
                .matches("gP", likelihood.pValue())
                .matches("srmAt0001", pearson.pValue() < SampleRatioChiSquare.MISMATCH)
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("ramp")
    void theStepsOfARampAgree(Oracles.Case c) {
        JsonNode observed = c.input().get("observedBySteps");
        JsonNode weights = c.input().get("weightsBySteps");
        List<TrafficSplit> steps = new ArrayList<>();
        long[] counts = new long[observed.get(0).size()];
        for (int k = 0; k < observed.size(); k++) {
            steps.add(split(observed.get(k), weights.get(k)));
            for (int i = 0; i < counts.length; i++) {
                counts[i] += observed.get(k).get(i).asLong();
            }
        }
        TrafficSplit naive = new TrafficSplit(
                Arrays.stream(counts).boxed().toList(), steps.get(steps.size() - 1).weights());
        ChiSquareTest sum = SampleRatioChiSquare.bySteps(steps);
        ChiSquareTest pooled = SampleRatioChiSquare.pooled(steps);
        new ComparedFields(c)
                .matches("chiSquareSum", sum.statistic())
                .matches("dfSum", sum.degreesOfFreedom())
                .matches("pSum", sum.pValue())
                .matches("chiSquarePooledScore", pooled.statistic())
                .matches("dfPooledScore", pooled.degreesOfFreedom())
                .matches("pPooledScore", pooled.pValue())
                .matches("naivePooledAgainstLastWeightsChiSquare", SampleRatioChiSquare.pearson(naive).statistic())
                .andNothingElse();
    }

    private static TrafficSplit split(JsonNode observed, JsonNode weights) {
        return new TrafficSplit(
                Arrays.stream(Oracles.numbers(observed)).mapToObj(count -> (long) count).toList(),
                Arrays.stream(Oracles.numbers(weights)).boxed().toList());
    }
}
