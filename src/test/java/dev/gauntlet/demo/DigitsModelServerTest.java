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
        assertThat(metrics.value("http_request_duration_seconds_count")).isEqualTo(10);
        assertThat(metrics.value("http_request_duration_seconds_sum")).isPositive();
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
                "--model=same --drain-millis=soon"
            })
    void flagsThatMakeNoSenseAreRefused(String flags) {
        assertThatThrownBy(() -> DigitsModelServer.Options.parse(
                        Stream.of(flags.split(" ")).toArray(String[]::new)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
