package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferenceMetricsTest {

    private final InferenceMetrics inferences = new InferenceMetrics();

    @Test
    void nothingIsExportedBeforeTheFirstImage() throws IOException {
        assertThat(exposition().samples()).isEmpty();
    }

    @Test
    void sumsAreExactAndKeptApartByUnitBucket() throws IOException {
        inferences.inferred("3", new Inference(7, 0.97, 0, 30), 300);
        inferences.inferred("3", new Inference(1, 0.55, 3, 20), 200);
        inferences.inferred("", new Inference(1, 0.55, 2, 10), 100);

        ExpositionText metrics = exposition();

        assertThat(metrics.value("inferences_total", "unit_bucket=\"3\"")).isEqualTo(2);
        assertThat(metrics.value("inference_cost_microdollars_count", "unit_bucket=\"3\"")).isEqualTo(2);
        assertThat(metrics.value("inference_cost_microdollars_sum", "unit_bucket=\"3\"")).isEqualTo(500);
        assertThat(metrics.value("inference_cost_microdollars_sumsq_total", "unit_bucket=\"3\"")).isEqualTo(130_000);
        assertThat(metrics.value("prediction_alternatives_total", "unit_bucket=\"3\"")).isEqualTo(3);
        assertThat(metrics.value("prediction_alternatives_total", "unit_bucket=\"\"")).isEqualTo(2);
        assertThat(metrics.value("prediction_score_sum", "unit_bucket=\"3\"")).isEqualTo(0.97 + 0.55);
    }

    @Test
    void aConfidenceIsCountedInEveryBucketWhoseBoundItDoesNotExceed() throws IOException {
        for (double confidence : List.of(0.1, 0.2, 0.90, 0.9000001, 1.0)) {
            inferences.inferred("3", new Inference(7, confidence, 0, 30), 300);
        }

        ExpositionText metrics = exposition();

        assertThat(scores(metrics)).containsExactly(2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0);
        assertThat(metrics.value("prediction_score_count", "unit_bucket=\"3\"")).isEqualTo(5);
    }

    @Test
    void theSeriesOfAServerStayBounded() throws IOException {
        for (int i = 0; i < ByUnitBucket.MAX_UNIT_BUCKETS + 10; i++) {
            inferences.inferred("bucket-" + i, new Inference(7, 0.9, 1, 30), 300);
        }

        ExpositionText metrics = exposition();

        assertThat(metrics.samples().keySet()).filteredOn(name -> name.startsWith("inferences_total"))
                .hasSizeLessThanOrEqualTo(ByUnitBucket.MAX_UNIT_BUCKETS + 1);
        assertThat(metrics.sum("inferences_total")).isEqualTo(ByUnitBucket.MAX_UNIT_BUCKETS + 10);
    }

    @Test
    void noScrapeEverSeesHalfAnImage() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> runs = IntStream.range(0, 2).mapToObj(thread -> writers.submit((Callable<Void>) () -> {
                for (int i = 0; i < 20_000; i++) {
                    inferences.inferred("3", new Inference(7, 0.9, 2, 30), 300);
                }
                return null;
            })).toList();
            List<ExpositionText> scrapes = new ArrayList<>();
            while (!runs.stream().allMatch(Future::isDone)) {
                scrapes.add(exposition());
            }
            for (Future<Void> run : runs) {
                run.get(10, TimeUnit.SECONDS);
            }
            scrapes.add(exposition());
            assertThat(scrapes).allSatisfy(scrape -> {
                double images = scrape.sum("inferences_total");
                assertThat(scrape.sum("inference_cost_microdollars_sum")).isEqualTo(300 * images);
                assertThat(scrape.sum("inference_cost_microdollars_sumsq_total")).isEqualTo(90_000 * images);
                assertThat(scrape.sum("prediction_alternatives_total")).isEqualTo(2 * images);
                assertThat(scrape.sum("prediction_score_count")).isEqualTo(images);
            });
            assertThat(scrapes.get(scrapes.size() - 1).sum("inferences_total")).isEqualTo(40_000);
        } finally {
            writers.shutdownNow();
        }
    }

    private static List<Double> scores(ExpositionText metrics) {
        return metrics.samples().entrySet().stream()
                .filter(sample -> sample.getKey().startsWith("prediction_score_bucket"))
                .map(sample -> sample.getValue()).toList();
    }

    private ExpositionText exposition() throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        registry.register(inferences);
        StringWriter text = new StringWriter();
        TextFormat.write004(text, registry.metricFamilySamples());
        return ExpositionText.parse(text.toString());
    }
}
