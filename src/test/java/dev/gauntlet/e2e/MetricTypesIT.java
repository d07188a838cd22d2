package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LedgerCodec;
import dev.gauntlet.stage.Stage;
import dev.gauntlet.stats.VarianceMethod;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The examples of every metric type, as they are written, from the models' counters through Prometheus to the decision. Two play
 * at a time, each in a namespace of its own.
 */
@ExtendWith(OnStage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricTypesIT {

    private static final List<String> EXAMPLES =
            List.of("mean", "quantile", "ratio", "proportion", "mean-with-squares", "count", "drift", "gauge");
    private static final int SIDE_BY_SIDE = 2;
    private static final double REQUESTS_PER_SECOND = 50;
    private static final String UNITS = "unit_bucket=~\"[0-9]+\"";
    private static final double MEBIBYTE = 1 << 20;

    private final ExecutorService players = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    private final Map<String, Future<Ended>> ends = new HashMap<>();

    /** How an example ended, and what Prometheus holds of what its models counted. */
    private record Ended(ModelExperimentStatus status, Ledger ledger, URI prometheus, String namespace) {

        MetricStatus challenger(String metric) {
            return of(metric, "candidate");
        }

        private MetricStatus of(String metric, String variant) {
            return status.metrics().stream().filter(m -> m.name().equals(metric) && m.variant().equals(variant)).findFirst()
                    .orElseThrow();
        }

        /** What a model counted while the weights of each step were in force. */
        private List<Double> countedByEpoch(String series, String variant) {
            Instant end = ledger.dataUntil();
            ScrapedTruth truth = new ScrapedTruth(prometheus, namespace, ledger.start(), end);
            String selector = series + "{namespace=\"" + namespace + "\"," + UNITS + "}";
            return ledger.traffic().epochs().stream()
                    .map(epoch -> new ScrapedTruth.Stretch(epoch.start(), epoch.end().filter(end::isAfter).orElse(end)))
                    .map(epoch -> truth.growthWithin(selector, variant, epoch)).toList();
        }

        /** The samples in status are, to the last one, those that both models counted. */
        void assertSamplesCounted(String metric, String series) {
            for (String variant : List.of("baseline", "candidate")) {
                double counted = countedByEpoch(series, variant).stream().mapToDouble(Double::doubleValue).sum();
                assertThat(counted).isPositive();
                assertThat((double) of(metric, variant).samples()).as("samples of %s", variant).isEqualTo(counted);
            }
        }

        /** The estimates in status are what both models counted, epochs weighted by the samples of both (Mantel-Haenszel). */
        void assertEstimatesCounted(String metric, String sums, String counts) {
            List<Double> champion = countedByEpoch(counts, "baseline");
            List<Double> challenger = countedByEpoch(counts, "candidate");
            for (String variant : List.of("baseline", "candidate")) {
                List<Double> own = variant.equals("baseline") ? champion : challenger;
                List<Double> summed = countedByEpoch(sums, variant);
                double weighted = 0;
                double weights = 0;
                for (int epoch = 0; epoch < own.size(); epoch++) {
                    double both = champion.get(epoch) + challenger.get(epoch);
                    double weight = both == 0 ? 0 : champion.get(epoch) * challenger.get(epoch) / both;
                    weighted += weight == 0 ? 0 : weight * summed.get(epoch) / own.get(epoch);
                    weights += weight;
                }
                assertThat(number(of(metric, variant).estimate())).as("%s of %s", metric, variant)
                        .isCloseTo(weighted / weights, withinPercentage(0.001));
            }
        }
    }

    @BeforeAll
    void playAll(Stage stage) {
        EXAMPLES.forEach(example -> ends.put(example, players.submit(() -> play(stage, example))));
    }

    @AfterAll
    void stop() {
        players.shutdownNow();
    }

    private static Ended play(Stage stage, String example) {
        try (Play play = Play.ofExample(stage, "metrics/" + example).withTraffic(REQUESTS_PER_SECOND).experimentAsWritten()) {
            ModelExperimentStatus status = play.awaitReleased();
            play.assertServedBy(status.outcome().result() == Outcome.Promoted ? "candidate" : "baseline");
            String stored = stage.client().configMaps().inNamespace(play.namespace()).withName(example + "-ledger").require()
                    .getBinaryData().get("ledger.json.gz");
            Ledger ledger = LedgerCodec.decode(Base64.getDecoder().decode(stored));
            return new Ended(status, ledger, stage.prometheus().uri(), play.namespace());
        }
    }

    private Ended ended(String example, Outcome outcome, Rule rule) throws Exception {
        Ended ended = ends.get(example).get();
        assertThat(ended.status().outcome().result()).as("%s", ended.status()).isEqualTo(outcome);
        assertThat(ended.status().decision().rule()).isEqualTo(rule);
        return ended;
    }

    @Test
    void aProportionThatIsHigherIsSuperior() throws Exception {
        Ended ended = ended("proportion", Outcome.Promoted, Rule.Success);

        MetricStatus accuracy = ended.challenger("accuracy");
        assertThat(accuracy.verdict()).isEqualTo(Verdict.Superior);
        assertThat(accuracy.variance()).isEqualTo(VarianceMethod.STRATUM.name());
        assertThat(number(accuracy.effect())).isBetween(0.02, 0.13);
        assertThat(number(accuracy.lower())).isPositive();
        ended.assertEstimatesCounted("accuracy", "predictions_correct_total", "predictions_total");
        ended.assertSamplesCounted("accuracy", "predictions_total");
        assertThat(ended.challenger("errors").verdict()).isIn(Verdict.NonInferior, Verdict.Superior);
    }

    @Test
    void aMeanThatIsLowerIsSuperiorByTheSpreadBetweenClusters() throws Exception {
        Ended ended = ended("mean", Outcome.Promoted, Rule.Success);

        MetricStatus latency = ended.challenger("latency");
        assertThat(latency.verdict()).isEqualTo(Verdict.Superior);
        assertThat(latency.variance()).isEqualTo(VarianceMethod.UNIT_CLUSTERS.name());
        assertThat(number(latency.estimate())).as("seconds").isBetween(0.0105, 0.1);
        assertThat(number(latency.upper())).as("upper end of the lift").isNegative();
        ended.assertEstimatesCounted("latency", "http_request_duration_seconds_sum", "http_request_duration_seconds_count");
        ended.assertSamplesCounted("latency", "http_request_duration_seconds_count");
    }

    @Test
    void aMeanWithSumsOfSquaresNeedsNoClusters() throws Exception {
        Ended ended = ended("mean-with-squares", Outcome.Promoted, Rule.Success);

        MetricStatus cost = ended.challenger("cost");
        assertThat(cost.verdict()).isEqualTo(Verdict.Superior);
        assertThat(cost.variance()).isEqualTo(VarianceMethod.SUMS_OF_SQUARES.name());
        assertThat(number(cost.effect())).as("a tenth less, but for the choice of images").isBetween(-0.13, -0.07);
        ended.assertEstimatesCounted("cost", "inference_cost_microdollars_sum", "inference_cost_microdollars_count");
        ended.assertSamplesCounted("cost", "inference_cost_microdollars_count");
    }

    @Test
    void aRatioThatIsLowerIsSuperior() throws Exception {
        Ended ended = ended("ratio", Outcome.Promoted, Rule.Success);

        MetricStatus cost = ended.challenger("cost-per-right-answer");
        assertThat(cost.verdict()).isEqualTo(Verdict.Superior);
        assertThat(cost.variance()).isEqualTo(VarianceMethod.UNIT_CLUSTERS.name());
        assertThat(number(cost.effect())).isBetween(-0.25, -0.08);
        ended.assertEstimatesCounted("cost-per-right-answer", "predictions_cost_microdollars_total",
                "predictions_correct_total");
        ended.assertSamplesCounted("cost-per-right-answer", "predictions_correct_total");
    }

    @Test
    void aQuantileThatIsNotWorseLetsTheChallengerPassAndOneThatTheBucketsCannotTellIsCalledSo() throws Exception {
        Ended ended = ended("quantile", Outcome.Promoted, Rule.Success);

        MetricStatus slow = ended.challenger("slow-answers");
        assertThat(slow.verdict()).as("not slower, or even faster beyond doubt").isIn(Verdict.NonInferior, Verdict.Superior);
        assertThat(number(slow.estimate())).as("seconds").isBetween(0.0105, 0.2);
        assertThat(number(slow.effect())).as("seconds more").isLessThan(0.04);
        ended.assertSamplesCounted("slow-answers", "http_request_duration_seconds_count");
        MetricStatus finer = ended.challenger("slow-answers-to-the-tenth-of-a-millisecond");
        assertThat(finer.verdict()).isNotEqualTo(Verdict.NonInferior);
        assertThat(finer.reason()).isEqualTo(Reason.BucketsTooCoarse.name());
    }

    @Test
    void aCountThatIsHigherThanTheMarginAllowsIsRolledBack() throws Exception {
        Ended ended = ended("count", Outcome.RolledBack, Rule.Deterioration);

        MetricStatus alternatives = ended.challenger("alternatives");
        assertThat(ended.status().decision().reason()).isEqualTo(Reason.Deteriorated.name());
        assertThat(alternatives.verdict()).isEqualTo(Verdict.Deteriorated);
        assertThat(alternatives.variance()).isEqualTo(VarianceMethod.UNIT_CLUSTERS.name());
        assertThat(number(alternatives.estimate())).as("several events per exposure").isBetween(1.4, 2.6);
        assertThat(number(alternatives.effect())).as("lift").isGreaterThan(1);
        ended.assertEstimatesCounted("alternatives", "prediction_alternatives_total", "inferences_total");
        ended.assertSamplesCounted("alternatives", "inferences_total");
    }

    @Test
    void aDistributionThatDriftedBeyondTheMaximumIsRolledBack() throws Exception {
        Ended ended = ended("drift", Outcome.RolledBack, Rule.HardLimit);

        MetricStatus scores = ended.challenger("scores");
        assertThat(scores.reason()).isEqualTo(Reason.DriftExceeded.name());
        assertThat(number(scores.estimate())).as("population stability index").isGreaterThan(0.5);
        assertThat(ended.status().decision().message()).contains("scores");
        assertThat((double) scores.samples()).as("values of one epoch, because others saw other hours").isPositive()
                .isIn(ended.countedByEpoch("prediction_score_count", "candidate"));
    }

    @Test
    void aGaugeBeyondItsHardLimitIsRolledBack() throws Exception {
        Ended ended = ended("gauge", Outcome.RolledBack, Rule.HardLimit);

        MetricStatus memory = ended.challenger("memory");
        assertThat(ended.status().decision().reason()).isEqualTo(Reason.HardLimitExceeded.name());
        assertThat(ended.status().decision().message()).contains("memory");
        assertThat(number(memory.estimate())).isEqualTo(1024 * MEBIBYTE);
        assertThat(number(memory.champion())).isEqualTo(256 * MEBIBYTE);
        assertThat(memory.samples()).as("scrapes").isPositive();
        assertThat(memory.effect()).as("a gauge is not compared").isNull();
    }

    private static double number(String decimal) {
        return Double.parseDouble(decimal);
    }
}
