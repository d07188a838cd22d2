package dev.gauntlet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsModelServerTest {

    private DigitsModelServer server;
    private ModelClient client;
    private List<LabelledImage> images;

    @BeforeEach
    void start() throws IOException {
        images = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split().heldOut().images();
        server = DigitsModelServer.start(DigitsModelServer.Options.parse(
                "--model=baseline", "--listen=127.0.0.1:0", "--drain-millis=0", "--fail-after-control"));
        client = new ModelClient(server.uri());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aLabelIsCountedOnceAndItsRepetitionNot() throws Exception {
        client.infer("a", images.get(0));

        assertThat(client.label("a", images.get(0).label()).body())
                .isEqualTo("{\"counted\":1,\"duplicate\":0,\"unknown\":0}");
        HttpResponse<String> again = client.label("a", images.get(0).label());

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo("{\"counted\":0,\"duplicate\":1,\"unknown\":0}");
        assertThat(client.metrics().sum("predictions_total")).isEqualTo(1);
    }

    @Test
    void aLabelForAPredictionNobodyMadeIsNotFoundAndCountsNothing() throws Exception {
        HttpResponse<String> response = client.label("nobody", 7);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(ModelClient.json(response).path("error").asText()).contains("nobody");
        assertThat(client.metrics().sum("predictions_total")).isZero();
    }

    @Test
    void severalLabelsInOneRequestAreEachCountedForThemselves() throws Exception {
        client.infer("a", images.get(0));
        client.infer("b", images.get(1));

        HttpResponse<String> response = client.post(
                "/labels",
                """
                [{"id": "a", "label": 1}, {"id": "x", "label": 1},
                 {"id": "b", "label": 1}, {"id": "a", "label": 1}]""");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"counted\":2,\"duplicate\":1,\"unknown\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "{}",
                "{\"id\":\"a\"}",
                "{\"id\":7,\"label\":7}",
                "{\"id\":\"a\",\"label\":10}",
                "{\"id\":\"a\",\"label\":-1}",
                "{\"id\":\"a\",\"label\":7.5}",
                "{\"id\":\"a\",\"label\":\"7\"}",
                "{\"id\":\"a\",\"label\":[7,7]}",
                "[{\"id\":\"a\",\"label\":7},{\"id\":\"b\"}]"
            })
    void aMalformedLabelIsABadRequestAndCountsNothing(String body) throws Exception {
        client.infer("a", images.get(0));

        HttpResponse<String> response = client.post("/labels", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(ModelClient.json(response).has("error")).isTrue();
        assertThat(client.metrics().sum("predictions_total")).isZero();
    }

    @Test
    void concurrentPredictionsAndRepeatedLabelsAreCountedExactly() throws Exception {
        int clients = 4;
        int each = 100;
        Classifier classifier = DigitsModel.BASELINE.train(
                DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split().train());
        ExecutorService executor = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Void>> runs = executor.invokeAll(IntStream.range(0, clients)
                    .<Callable<Void>>mapToObj(thread -> () -> {
                        ModelClient own = new ModelClient(server.uri());
                        for (int i = 0; i < each; i++) {
                            String id = thread + "/" + i;
                            LabelledImage image = images.get(i);
                            own.infer(id, image, DigitsModelServer.UNIT_BUCKET_HEADER, Integer.toString(i % 3));
                            own.label(id, image.label());
                            own.label(id, image.label());
                        }
                        return null;
                    })
                    .toList());
            for (Future<Void> run : runs) {
                run.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }

        long correct = images.subList(0, each).stream()
                .filter(image -> classifier.classify(image.pixels()) == image.label())
                .count();
        ExpositionText metrics = client.metrics();
        assertThat(metrics.sum("predictions_total")).isEqualTo(clients * each);
        assertThat(metrics.sum("predictions_correct_total")).isEqualTo(clients * correct);
        assertThat(metrics.value("predictions_total", "unit_bucket=\"0\"")).isEqualTo(clients * 34);
        assertThat(metrics.value("predictions_total", "unit_bucket=\"1\"")).isEqualTo(clients * 33);
        assertThat(metrics.value("http_requests_total", "code=\"200\"", "unit_bucket=\"2\""))
                .isEqualTo(clients * 33);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "far-too-long-for-a-bucket", "quote\"", "é"})
    void aBucketThatCannotBeOneIsIgnored(String bucket) throws Exception {
        client.infer("a", images.get(0), DigitsModelServer.UNIT_BUCKET_HEADER, bucket);
        client.label("a", 7);

        assertThat(client.metrics().value("predictions_total", "unit_bucket=\"\"")).isEqualTo(1);
    }

    @Test
    void metricsAreInThePrometheusTextFormat() throws Exception {
        client.infer("a", images.get(0));
        client.label("a", 7);
        client.post(ModelClient.INFER, "{}");

        HttpResponse<String> response = client.get("/metrics");
        ExpositionText metrics = ExpositionText.parse(response.body());

        assertThat(response.headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.types())
                .containsEntry("predictions_total", "counter")
                .containsEntry("predictions_correct_total", "counter")
                .containsEntry("http_requests_total", "counter")
                .containsEntry("http_request_duration_seconds", "histogram")
                .containsEntry("process_start_time_seconds", "gauge");
        assertThat(metrics.value("http_requests_total", "code=\"200\"", "unit_bucket=\"\"")).isEqualTo(1);
        assertThat(metrics.value("http_requests_total", "code=\"400\"", "unit_bucket=\"\"")).isEqualTo(1);
    }

    @Test
    void costScoresAndAlternativesAreExportedByUnitBucketAsTheModelSeesTheImages() throws Exception {
        Classifier classifier = DigitsModel.BASELINE.train(
                DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split().train());
        List<Inference> seen = images.subList(0, 20).stream()
                .map(image -> Inference.of(classifier, image.pixels())).toList();
        for (int i = 0; i < seen.size(); i++) {
            client.infer("id" + i, images.get(i), DigitsModelServer.UNIT_BUCKET_HEADER, "5");
            client.label("id" + i, images.get(i).label());
        }

        ExpositionText metrics = client.metrics();
        String bucket = "unit_bucket=\"5\"";
        double cost = seen.stream().mapToDouble(one -> 10.0 * one.litPixels()).sum();
        assertThat(metrics.value("inferences_total", bucket)).isEqualTo(20);
        assertThat(metrics.value("inference_cost_microdollars_count", bucket)).isEqualTo(20);
        assertThat(metrics.value("inference_cost_microdollars_sum", bucket)).isEqualTo(cost);
        assertThat(metrics.value("inference_cost_microdollars_sumsq_total", bucket))
                .isEqualTo(seen.stream().mapToDouble(one -> 100.0 * one.litPixels() * one.litPixels()).sum());
        assertThat(metrics.value("predictions_cost_microdollars_total", bucket)).isEqualTo(cost);
        assertThat(metrics.value("prediction_alternatives_total", bucket))
                .isEqualTo(seen.stream().mapToInt(Inference::alternatives).sum());
        assertThat(metrics.value("prediction_score_bucket", bucket, "le=\"0.9\""))
                .isEqualTo(seen.stream().filter(one -> one.confidence() <= 0.9).count());
        assertThat(metrics.value("prediction_score_bucket", bucket, "le=\"+Inf\"")).isEqualTo(20);
        assertThat(metrics.types())
                .containsEntry("inference_cost_microdollars", "summary")
                .containsEntry("inference_cost_microdollars_sumsq_total", "counter")
                .containsEntry("prediction_score", "histogram")
                .containsEntry("model_memory_bytes", "gauge");
    }

    @Test
    void aServerIsMadeSlowerDearerLessSureAndLargerByFlags() throws Exception {
        DigitsModelServer other = DigitsModelServer.start(DigitsModelServer.Options.parse("--model=baseline",
                "--listen=127.0.0.1:0", "--drain-millis=0", "--micros-per-pixel=500", "--microdollars-per-pixel=7",
                "--sharpness=0.3", "--memory-mebibytes=2"));
        try (other) {
            ModelClient otherClient = new ModelClient(other.uri());
            for (int i = 0; i < 20; i++) {
                client.infer("id" + i, images.get(i));
                otherClient.infer("id" + i, images.get(i));
            }

            ExpositionText metrics = client.metrics();
            ExpositionText others = otherClient.metrics();
            double work = metrics.sum("inference_cost_microdollars_sum") / 10;
            assertThat(others.sum("inference_cost_microdollars_sum")).isEqualTo(7 * work);
            assertThat(others.sum("http_request_duration_seconds_sum")).isGreaterThan(500e-6 * work);
            assertThat(others.sum("prediction_alternatives_total"))
                    .isGreaterThan(metrics.sum("prediction_alternatives_total") + 10);
            assertThat(others.sum("prediction_score_sum")).isLessThan(0.9 * metrics.sum("prediction_score_sum"));
            assertThat(others.value("model_memory_bytes")).isEqualTo(2 << 20);
            assertThat(metrics.value("model_memory_bytes")).isEqualTo(256 << 20);
        }
    }

    @Test
    void theDurationHistogramIsCumulativeAndCountsEveryInference() throws Exception {
        for (int i = 0; i < 10; i++) {
            client.infer("id" + i, images.get(i));
        }

        ExpositionText metrics = client.metrics();
        TreeMap<Double, Double> buckets = new TreeMap<>();
        metrics.samples().forEach((name, value) -> {
            if (name.startsWith("http_request_duration_seconds_bucket")) {
                String bound = name.replaceAll(".*le=\"([^\"]+)\".*", "$1");
                buckets.put(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), value);
            }
        });
        assertThat(List.copyOf(buckets.values())).isSorted();
        assertThat(buckets.lastEntry().getKey()).isInfinite();
        assertThat(buckets.lastEntry().getValue()).isEqualTo(10);
        assertThat(metrics.sum("http_request_duration_seconds_count")).isEqualTo(10);
        assertThat(metrics.sum("http_request_duration_seconds_sum")).isPositive();
    }

    @Test
    void theStartOfTheProcessIsExported() throws Exception {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();

        assertThat(client.metrics().value("process_start_time_seconds")).isEqualTo(start.toEpochMilli() / 1000.0);
    }

    @Test
    void probesScrapesAndFeedbackAreNotCountedAsRequests() throws Exception {
        client.get("/v2/health/ready");
        client.label("nobody", 7);
        client.metrics();

        assertThat(client.metrics().sum("http_requests_total")).isZero();
    }

    @Test
    void onDemandEveryInferenceFailsWhileTheServerStaysReady() throws Exception {
        client.infer("before", images.get(0));

        assertThat(client.post("/control/failing", "{\"rate\": 1.0}").statusCode()).isEqualTo(200);

        assertThat(client.infer("after", images.get(0)).statusCode()).isEqualTo(500);
        assertThat(client.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(client.label("after", 7).statusCode()).isEqualTo(404);
        assertThat(client.label("before", 7).statusCode()).isEqualTo(200);
        assertThat(client.metrics().value("http_requests_total", "code=\"500\"", "unit_bucket=\"\""))
                .isEqualTo(1);
    }

    @Test
    void failuresOnDemandEndOnDemand() throws Exception {
        client.post("/control/failing", "{\"rate\": 1.0}");
        client.post("/control/failing", "{\"rate\": 0}");

        assertThat(client.infer("a", images.get(0)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"rate\": \"1\"}", "{\"rate\": -0.1}", "{\"rate\": 1.1}"})
    void aFailureRateThatIsNoShareIsABadRequest(String body) throws Exception {
        assertThat(client.post("/control/failing", body).statusCode()).isEqualTo(400);
        assertThat(client.infer("a", images.get(0)).statusCode()).isEqualTo(200);
    }

    @Test
    void closingTwiceIsClosingOnceAndNothingListensAnyMore() {
        server.close();
        server.close();

        assertThatThrownBy(() -> client.get("/v2/health/live")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--model=best",
                "--listen=127.0.0.1:0",
                "--model=same --colour=red",
                "--model=same 8080",
                "--model=same --listen=8080",
                "--model=same --listen=127.0.0.1:http",
                "--model=same --drain-millis=soon",
                "--model=same --micros-per-pixel=-1",
                "--model=same --microdollars-per-pixel=0.5",
                "--model=same --sharpness=0",
                "--model=same --sharpness=NaN",
                "--model=same --memory-mebibytes=-1"
            })
    void flagsThatMakeNoSenseAreRefused(String flags) {
        assertThatThrownBy(() -> DigitsModelServer.Options.parse(
                        Stream.of(flags.split(" ")).toArray(String[]::new)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
