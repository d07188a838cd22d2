package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.Oracles;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnytimeCountsOracleTest {

    private static final Oracles ORACLES = Oracles.of("anytime-counts");

    static List<Oracles.Case> dirichletMultinomial() {
        return ORACLES.cases("dirichletMultinomial");
    }

    static List<Oracles.Case> tiltedBinomial() {
        return ORACLES.cases("tiltedBinomial");
    }

    static List<Oracles.Case> stratifiedExact() {
        return ORACLES.cases("stratifiedExact");
    }

    static List<Oracles.Case> bernoulliConfidenceSequence() {
        return ORACLES.cases("bernoulliConfidenceSequence");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases()).extracting(c -> c.input().get("kind").asText()).containsOnly(
                "dirichletMultinomial", "tiltedBinomial", "stratifiedExact", "bernoulliConfidenceSequence");
    }

    @ParameterizedTest
    @MethodSource("dirichletMultinomial")
    void splitsOverSeveralArmsAgree(Oracles.Case c) {
        DirichletMultinomial test = new DirichletMultinomial(list(c.ins("expectedShares")), list(c.ins("priorConcentration")));
        List<Double> logEValues = new ArrayList<>();
        List<Double> pValues = new ArrayList<>();
        List<Long> counts = List.of();
        for (JsonNode look : c.input().get("cumulativeCounts")) {
            counts = Arrays.stream(Oracles.numbers(look)).mapToObj(n -> (long) n).toList();
            logEValues.add(test.logEValue(counts));
            pValues.add(AlwaysValid.pValue(logEValues));
        }
        c.matches("logEValue", array(logEValues));
        c.matches("alwaysValidP", array(pValues));
        JsonNode intervals = c.expecting("shareConfidenceSequence95AtEnd");
        assertThat(intervals).hasSize(counts.size());
        for (int cell = 0; cell < counts.size(); cell++) {
            matches(c, "share " + cell, test.shareInterval(counts, cell, 0.05), Oracles.numbers(intervals.get(cell)));
        }
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("tiltedBinomial")
    void splitsWithChangingSharesAgree(Oracles.Case c) {
        List<EventSplit> splits = new ArrayList<>();
        List<Double> logEValues = new ArrayList<>();
        for (JsonNode step : c.input().get("steps")) {
            splits.add(new EventSplit(step.get("treatmentCount").asDouble(), step.get("total").asDouble(),
                    step.get("treatmentShareUnderNull").asDouble()));
            logEValues.add(TiltedBinomial.logEValue(splits, c.in("tau")));
        }
        c.matches("logEValueAfterStep", array(logEValues));
        c.matches("pAtEnd", AlwaysValid.pValue(logEValues));
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("stratifiedExact")
    void binaryMetricsInBlocksAgree(Oracles.Case c) {
        List<TwoArmCounts> blocks = new ArrayList<>();
        for (JsonNode block : c.input().get("blocks")) {
            blocks.add(new TwoArmCounts(
                    new BinomialCounts(block.get("treatmentN").asLong(), block.get("treatmentSuccesses").asLong()),
                    new BinomialCounts(block.get("controlN").asLong(), block.get("controlSuccesses").asLong())));
        }
        TiltMixture mixture = TiltMixture.of(c.ins("logOddsGrid"), c.ins("weights"));
        List<Double> logEValues = StratifiedExact.logEValues(blocks, mixture);
        List<Double> oneSided = StratifiedExact.logEValues(blocks, mixture.side(1));
        c.matches("logEValueAfterBlock", array(logEValues));
        c.matches("alwaysValidPAtEnd", AlwaysValid.pValue(logEValues));
        c.matches("logEValueTreatmentGreaterAtEnd", oneSided.get(blocks.size() - 1));
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("bernoulliConfidenceSequence")
    void confidenceSequencesOfAProbabilityAgree(Oracles.Case c) {
        Interval interval = new BernoulliConfidenceSequence(c.in("priorAlpha"), c.in("priorBeta"))
                .interval((long) c.in("successes"), (long) c.in("n"), c.in("alpha"));
        c.matches("lower", interval.lower());
        c.matches("upper", interval.upper());
        c.isWhollyCompared();
    }

    private static void matches(Oracles.Case c, String what, Interval interval, double[] wanted) {
        c.close(what + " lower", interval.lower(), wanted[0]);
        c.close(what + " upper", interval.upper(), wanted[1]);
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
