package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.EvidenceCollector;
import dev.gauntlet.evidence.EvidenceLimits;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.InMemoryStore;
import dev.gauntlet.evidence.Ledger;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SampleRatioReaderTest {

    private static final ModelExperimentSpec SPEC = Counts.spec("");
    private static final String CLUSTERED = "  analysis: {clusterLabel: unit_bucket}\n";
    private static final String BUSIER_METRIC = """
              - {name: errors, role: Guardrail, type: Proportion, direction: Decrease,
                 nonInferiorityMargin: {type: Absolute, value: "0.01"},
                 query: {numerator: 'errors_total', denominator: 'requests_total'}}
            """;

    @Test
    void sixtyToFortyUnderEqualWeightsIsAMismatchAfterRightEpochs() {
        SampleRatio found = read(SPEC, Counts.of(SPEC).epoch(0, 10).trials(9000, 1000).epoch(60, 50).trials(6000, 4000).until(7200));

        assertThat(found.mismatch()).isTrue();
        assertThat(found.pValue()).isLessThan(1e-6);
        assertThat(found.message()).startsWith("the traffic is not split as configured: ")
                .contains("baseline 75.00% instead of 70.00%", "candidate 25.00% instead of 30.00%");
    }

    @Test
    void everyEpochIsHeldAgainstItsOwnWeights() {
        SampleRatio found = read(SPEC, Counts.of(SPEC).epoch(0, 10).trials(9012, 988).epoch(60, 50).trials(4990, 5010)
                .epoch(120, 25).trials(7489, 2511));

        assertThat(found.mismatch()).isFalse();
        assertThat(found.pValue()).isGreaterThan(0.1);
        assertThat(found.message()).startsWith("shares seen: baseline ");
    }

    @Test
    void aDeviationOfLessThanHalfAPointIsNoMismatchHoweverCertain() {
        SampleRatio found = read(SPEC, Counts.of(SPEC).epoch(0, 50).trials(5_040_000_000L, 4_960_000_000L).until(1_000_000));

        assertThat(found.pValue()).isLessThan(1e-12);
        assertThat(found.mismatch()).isFalse();
    }

    @Test
    void copiesAndAWinnerAtAHundredPercentHaveNoShares() {
        Counts shadow = Counts.of(SPEC).epoch(0, 0).trials(9000, 9000);

        assertThat(read(SPEC, shadow)).isSameAs(SampleRatio.UNKNOWN);
        assertThat(read(SPEC, shadow.epoch(60, 50).trials(5010, 4990).epoch(120, 100).trials(0, 8000)))
                .isEqualTo(read(SPEC, Counts.of(SPEC).epoch(60, 50).trials(5010, 4990).until(120)));
    }

    @Test
    void aSplitIsReadFromRequestsRatherThanFromLateLabels() {
        ModelExperimentSpec spec = Counts.spec("""
              - {name: caught, role: Guardrail, type: Proportion, direction: Increase, maturationSeconds: 600,
                 nonInferiorityMargin: {type: Absolute, value: "0.01"}, query: {numerator: 'caught_total', denominator: 'labelled_total'}}
            """);
        Counts counts = Counts.of(spec).epoch(0, 50).trials(500, 500).until(7200)
                .late("labelled_total", "baseline", 600, 9000).late("labelled_total", "candidate", 600, 3000);

        assertThat(read(spec, counts).mismatch()).as("labels depend on what the model did").isFalse();
    }

    @Test
    void theFirstScrapesAfterAChangeOfWeightsMayBeUneven() {
        SampleRatio early = read(SPEC, Counts.of(SPEC).epoch(0, 50).trials(300_000, 270_000).until(300));
        SampleRatio later = read(SPEC, Counts.of(SPEC).epoch(0, 50).trials(300_000, 270_000).until(14_400));

        assertThat(early.pValue()).as("thirty seconds of a busy route are missing").isLessThan(1e-12);
        assertThat(early.mismatch()).isFalse();
        assertThat(later.mismatch()).as("the same shares after four hours").isTrue();
    }

    @Test
    void withoutTrialsNothingIsKnown() {
        assertThat(read(SPEC, Counts.of(SPEC).epoch(0, 50))).isSameAs(SampleRatio.UNKNOWN);
        assertThat(read(SPEC, Counts.of(SPEC))).isSameAs(SampleRatio.UNKNOWN);
    }

    @Test
    void theProportionWithMostTrialsIsTested() {
        ModelExperimentSpec spec = Counts.spec(BUSIER_METRIC);
        Counts labelled = Counts.of(spec).epoch(0, 50).trials(600, 400).until(7200);

        assertThat(read(spec, labelled).mismatch()).as("on its own").isTrue();
        labelled.count("requests_total", "baseline", "", 5000).count("requests_total", "candidate", "", 5000);
        assertThat(read(spec, labelled).mismatch()).as("beside all requests").isFalse();
    }

    @Test
    void stickyUnitsAreNotTestedWithoutAClusterLabel() {
        ModelExperimentSpec spec = Counts.stickySpec("");

        assertThat(read(spec, Counts.of(spec).epoch(0, 50).trials(6000, 4000))).isSameAs(SampleRatio.UNKNOWN);
    }

    @Test
    void stickyUnitsAreTestedBetweenTheirClusters() {
        ModelExperimentSpec spec = Counts.stickySpec(CLUSTERED);
        Counts wrong = Counts.of(spec).epoch(0, 50).until(7200);
        Counts right = Counts.of(spec).epoch(0, 50).until(7200);
        for (int bucket = 0; bucket < 64; bucket++) {
            int spread = (bucket * 37) % 41 - 20;
            wrong.trialsOf("" + bucket, 120 + spread, 80 - spread);
            right.trialsOf("" + bucket, 100 + spread, 100 - spread);
        }

        assertThat(read(spec, wrong).mismatch()).isTrue();
        assertThat(read(spec, right).mismatch()).isFalse();
        assertThat(read(spec, right)).isNotSameAs(SampleRatio.UNKNOWN);
    }

    @Test
    void anEpochWithTrialsOutsideOfAllClustersDoesNotTestStickyUnits() {
        ModelExperimentSpec spec = Counts.stickySpec(CLUSTERED);
        Counts counts = Counts.of(spec).epoch(0, 50).trials(6000, 4000);

        assertThat(read(spec, counts)).isSameAs(SampleRatio.UNKNOWN);
    }

    @Test
    void requestsDuringTheWarmUpAreNotHeldAgainstTheNewWeights() {
        ModelExperimentSpec spec = Counts.spec("  analysis: {warmupSeconds: 60}\n");
        EvidenceSpec counted = EvidenceSpecs.of("demo/digits", spec);
        InMemoryStore store = new InMemoryStore();
        scrape(store, 0, 0, 0);
        scrape(store, 30, 2000, 0);
        scrape(store, 60, 4000, 0);
        scrape(store, 90, 5000, 1000);
        Ledger empty = Ledger.startingAt(counted, EvidenceLimits.DEFAULT, Counts.START);
        Ledger started = empty.withTraffic(empty.traffic()
                .open(Counts.START, new TreeMap<>(Map.of("baseline", 5000, "candidate", 5000)))
                .verify(Counts.START.plusSeconds(3600)));

        Ledger ledger = new EvidenceCollector(store, Duration.ZERO, Set.of(), EvidenceLimits.DEFAULT)
                .collect(counted, started, Counts.START.plusSeconds(90)).ledger();
        Evidence evidence = new Evidence(counted, ledger);

        assertThat(evidence.trials("accuracy", "baseline")).isEqualTo(1000);
        assertThat(evidence.trials("accuracy", "candidate")).isEqualTo(1000);
        assertThat(new SampleRatioReader(spec, evidence).read().pValue()).isCloseTo(1, within(0.01));
    }

    private static void scrape(InMemoryStore store, long second, double baseline, double candidate) {
        for (String name : Set.of("predictions_total", "predictions_correct_total")) {
            put(store, name, "baseline", second, baseline);
            put(store, name, "candidate", second, candidate);
        }
    }

    private static void put(InMemoryStore store, String name, String variant, long second, double value) {
        store.put(Map.of("__name__", name, "instance", variant + "-0", "version", variant),
                Counts.START.plusSeconds(second), value);
    }

    private static SampleRatio read(ModelExperimentSpec spec, Counts counts) {
        return new SampleRatioReader(spec, counts.evidence()).read();
    }
}
