package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.local.ContainerProcess;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(OnStage.class)
class OperationsIT {

    @ParameterizedTest
    @ValueSource(strings = {"started", "live", "ready"})
    void theOperatorTellsItsHealth(String check, Stage stage) throws Exception {
        assertThat(get(stage, "/q/health/" + check)).contains("\"status\": \"UP\"");
    }

    @Test
    void theOperatorExportsMetricsOfAnExperiment(Stage stage) throws Exception {
        try (Play play = new Play(stage, "metrics", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            play.awaitStatus("samples", s -> s.summary() != null && s.summary().samples() > 0);

            String labels = "experiment=\"digits\",namespace=\"metrics\"";
            assertThat(get(stage, "/q/metrics").lines())
                    .contains("gauntlet_experiment_phase{" + labels + ",phase=\"Canary\"} 1.0")
                    .contains("gauntlet_weight_wanted_percent{" + labels + ",variant=\"candidate\"} 10.0")
                    .anyMatch(line -> line.startsWith("gauntlet_ledger_samples{" + labels + ",variant=\"baseline\"}"))
                    .anyMatch(line -> line.startsWith("gauntlet_prometheus_query_seconds_count{connection=\"default\",outcome=\"Success\"}"))
                    .anyMatch(line -> line.startsWith("reconciliations_"));
            play.deleteExperiment();
            assertThat(get(stage, "/q/metrics")).doesNotContain(labels);
        }
    }

    @Test
    void anExperimentIsShownByKubectlAndItsLogLinesNameIt(Stage stage) throws Exception {
        try (Play play = new Play(stage, "shown", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            String uid = play.demo().experiment().getMetadata().getUid();

            assertThat(stage.kubectl().run("get", "mexp", "-n", "shown").lines().toList())
                    .satisfiesExactly(
                            head -> assertThat(head.split("\\s+"))
                                    .containsExactly("NAME", "PHASE", "STEP", "TRAFFIC", "DECISION", "REASON", "AGE"),
                            row -> assertThat(row.split("\\s+"))
                                    .startsWith("digits", "Canary", "canary", "10%", "Continue"));
            assertThat(stage.kubectl().run("get", "mexp", "-n", "shown", "-o", "wide"))
                    .containsSubsequence("NAME", "EFFECT", "SAMPLES", "DATA", "MESSAGE");
            play.awaitEvent("WeightsProgrammed");
            assertThat(stage.kubectl().run("describe", "mexp", "digits", "-n", "shown")).contains("Started", "WeightsProgrammed");
            assertThat(log(stage)).filteredOn(line -> line.path("message").asText().startsWith("Started:"))
                    .anySatisfy(line -> {
                        assertThat(line.at("/mdc").toString()).contains("\"shown\"", "\"digits\"", uid);
                        assertThat(line.path("level").asText()).isEqualTo("INFO");
                    });
        }
    }

    private static ContainerProcess operator(Stage stage) {
        return stage.node().processes().stream().filter(process -> process.namespace().equals(Stage.OPERATOR_NAMESPACE))
                .findFirst().orElseThrow();
    }

    private static List<JsonNode> log(Stage stage) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(operator(stage).log())) {
            if (line.startsWith("{")) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        return lines;
    }

    private static String get(Stage stage, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + operator(stage).podIp() + ":8080" + path);
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }
}
