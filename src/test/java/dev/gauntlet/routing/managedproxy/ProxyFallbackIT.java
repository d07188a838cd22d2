package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failing challenger costs no client an answer, and none of its failures is lost for the analysis. */
class ProxyFallbackIT {

    private static final AssignmentPolicy BY_USER = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.HEADER, "X-User-Id")), "salt", MissingKeyPolicy.CHAMPION, Optional.empty());
    private static final Pattern REQUESTS = Pattern.compile(
            "gauntlet_requests_total\\{experiment=\"demo/digits\",variant=\"(\\w+)\",source=\"(\\w+)\",code=\"(\\w+)\",unit_bucket=\"(\\w+)\"} (\\d+)");

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private StubModel model(String name) throws IOException {
        StubModel model = new StubModel(name, "127.0.9.4");
        open.add(model);
        return model;
    }

    private NginxProxy proxy(ProxyState state) {
        NginxProxy proxy = new NginxProxy(folder, "127.0.9.31", BY_USER, state);
        open.add(proxy);
        return proxy.start();
    }

    @ParameterizedTest
    @CsvSource({"ERROR_500, 500, 400", "ERROR_503, 503, 400", "HANG, 504, 20", "DROP, 502, 400", "REFUSED, 502, 400"})
    void everyClientIsServedAndEveryFirstStatusIsCounted(String failure, String code, int requests) throws IOException {
        StubModel champion = model("a");
        StubModel challenger = model("b");
        ProxyStates states = new ProxyStates("a", Map.of("a", champion.backend(500, 5_000), "b", challenger.backend(200, 100)));
        ProxyState state = states.split(1, "50");
        Assignment assignment = states.assignment("salt", state);
        NginxProxy proxy = proxy(state);
        if (failure.equals("REFUSED")) {
            challenger.close();
        } else {
            challenger.mode(StubModel.Mode.valueOf(failure));
        }

        int challenged = 0;
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < requests; i++) {
                KeepAliveClient.Response response = client.post("/infer", Map.of("X-User-Id", "u" + i), new byte[100]);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("a");
                challenged += assignment.variantOf("u" + i).equals("b") ? 1 : 0;
            }
        }

        String metrics = proxy.metricsAfter(requests);
        Map<String, Long> counts = counts(metrics, false);
        assertThat(counts).isEqualTo(Map.of("a assigned 200", (long) requests - challenged, "b assigned " + code, (long) challenged));
        assertThat(metrics).contains("gauntlet_fallbacks_total{experiment=\"demo/digits\",variant=\"b\"} " + challenged + "\n");
        assertThat(champion.requests()).isEqualTo(requests);
        if (failure.startsWith("ERROR")) {
            assertThat(challenger.requests()).as("no challenger is ever taken out for its failures").isEqualTo(challenged);
        }
    }

    @Test
    void theChampionsOwnFailureIsPassedOnAndNeverTriedOnAChallenger() throws IOException {
        StubModel champion = model("a");
        StubModel challenger = model("b");
        ProxyStates states = new ProxyStates("a", Map.of("a", champion.backend(200, 100), "b", challenger.backend(200, 5_000)));
        NginxProxy proxy = proxy(states.split(1, "0"));
        try (KeepAliveClient client = proxy.client()) {
            champion.mode(StubModel.Mode.ERROR_500);
            KeepAliveClient.Response error = client.get("/", Map.of("X-User-Id", "u"));
            assertThat(error.status()).isEqualTo(500);
            assertThat(error.body()).isEqualTo("a");
            champion.mode(StubModel.Mode.HANG);
            assertThat(client.get("/", Map.of("X-User-Id", "u")).status()).isEqualTo(504);
        }
        assertThat(challenger.requests()).isZero();
        assertThat(counts(proxy.metricsAfter(2), false)).isEqualTo(Map.of("a assigned 500", 1L, "a assigned 504", 1L));
    }

    @Test
    void metricsEqualTheAccessLogInEveryCell() throws IOException {
        StubModel champion = model("a");
        StubModel challenger = model("b");
        ProxyStates states = new ProxyStates("a", Map.of("a", champion.backend(500, 5_000), "b", challenger.backend(200, 1_000)));
        NginxProxy proxy = proxy(states.split(1, "50"));
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < 3_000; i++) {
                challenger.mode(i % 7 == 0 ? StubModel.Mode.ERROR_500 : StubModel.Mode.OK);
                client.get("/", i % 11 == 0 ? Map.of() : Map.of("X-User-Id", "u" + i));
            }
        }
        Map<String, Long> logged = new TreeMap<>();
        ObjectMapper json = new ObjectMapper();
        List<String> lines = await().until(() -> Files.readAllLines(proxy.log()), all -> all.size() == 3_000);
        for (String line : lines) {
            JsonNode entry = json.readTree(line);
            assertThat(entry.get("status").asText()).isEqualTo("200");
            assertThat(entry.get("upstreamStatus").asText()).startsWith(entry.get("firstStatus").asText());
            logged.merge(String.join(" ", entry.get("variant").asText(), entry.get("source").asText(), entry.get("firstStatus").asText(),
                    entry.get("unitBucket").asText()), 1L, Long::sum);
        }
        assertThat(counts(proxy.metricsAfter(3_000), true)).isEqualTo(logged);
    }

    private static Map<String, Long> counts(String metrics, boolean byBucket) {
        Map<String, Long> counts = new TreeMap<>();
        Matcher matcher = REQUESTS.matcher(metrics);
        while (matcher.find()) {
            String cell = matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3) + (byBucket ? " " + matcher.group(4) : "");
            counts.merge(cell, Long.parseLong(matcher.group(5)), Long::sum);
        }
        return counts;
    }
}
