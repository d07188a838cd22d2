package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.MannWhitney;
import dev.gauntlet.stats.histogram.RankTest;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MannWhitneyOracleTest {

    private static final Oracles ORACLES = Oracles.of("mann-whitney");

    static List<Oracles.Case> values() {
        return ORACLES.cases("values");
    }

    static List<Oracles.Case> buckets() {
        return ORACLES.cases("buckets");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("values", "buckets");
    }

    @ParameterizedTest
    @MethodSource("values")
    void testsOfValuesAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        RankTest test = RankTest.of(
                Oracles.numbers(c.input().get("treatment")), Oracles.numbers(c.input().get("control")), 0.95);
        whole.matches("uTreatment", test.normal().u())
                .matches("probabilityOfSuperiority", test.normal().probabilityOfSuperiority())
                .matches("z", test.normal().z())
                .matches("pTwoSided", test.normal().pValueTwoSided())
                .matches("zContinuityCorrected", test.zContinuityCorrected())
                .matches("pTwoSidedContinuityCorrected", test.pValueTwoSidedContinuityCorrected())
                .matches("pTreatmentGreaterContinuityCorrected", test.pValueGreaterContinuityCorrected())
                .matches("pTwoSidedExact", test.pValueTwoSidedExact())
                .matches("pTreatmentGreaterExact", test.pValueGreaterExact())
                .matches("hodgesLehmann", test.hodgesLehmann());
        if (c.expected().has("hodgesLehmannExactCi95")) {
            whole.matches("hodgesLehmannExactCi95", test.hodgesLehmannInterval().orElseThrow());
        }
        whole.isComplete();
    }

    @ParameterizedTest
    @MethodSource("buckets")
    void testsOfBucketsAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        Optional<MannWhitney> result = MannWhitney.of(new TwoArmHistograms(
                histogram(whole.counts("treatmentCounts")), histogram(whole.counts("controlCounts"))));
        if (result.isEmpty()) {
            whole.isUndefined();
            return;
        }
        MannWhitney test = result.get();
        whole.matches("uTreatment", test.u())
                .matches("probabilityOfSuperiority", OptionalDouble.of(test.probabilityOfSuperiority()))
                .matches("z", test.z())
                .matches("pTwoSided", test.pValueTwoSided())
                .matches("pTreatmentGreater", test.pValueGreater())
                .isComplete();
    }

    private static Histogram histogram(List<Long> counts) {
        List<Double> bounds = new ArrayList<>();
        List<Long> cumulative = new ArrayList<>();
        long sum = 0;
        for (int j = 0; j < counts.size(); j++) {
            sum += counts.get(j);
            cumulative.add(sum);
            bounds.add(j == counts.size() - 1 ? Double.POSITIVE_INFINITY : (double) j);
        }
        return new Histogram(bounds, cumulative);
    }
}
