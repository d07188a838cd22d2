package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.routing.AssignmentPolicy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The run-time state changes without losing a request, and a bad one changes nothing. */
class ProxyStateIT {

    private static final String TOKEN = NginxProxy.TOKENS.token(NginxProxy.OWNER);

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private ProxyStates states;
    private NginxProxy proxy;

    @BeforeEach
    void start() throws IOException {
        StubModel champion = new StubModel("a", "127.0.9.5");
        StubModel challenger = new StubModel("b", "127.0.9.5");
        open.addAll(List.of(champion, challenger));
        states = new ProxyStates("a", Map.of("a", champion.backend(1_000, 10_000), "b", challenger.backend(1_000, 10_000)));
        proxy = new NginxProxy(folder, "127.0.9.41", AssignmentPolicy.perRequest("salt"), states.split(10, "50"));
        open.add(proxy);
        proxy.start();
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    static Stream<Arguments> badStates() {
        String backends = "\"backends\":{\"a\":{\"address\":\"127.0.0.1\",\"port\":80,\"connectTimeoutMillis\":1,\"readTimeoutMillis\":1}}";
        String head = "{\"generation\":11,\"default\":\"a\",\"draining\":false,";
        return Stream.of(
                Arguments.of("no JSON", "{", 400),
                Arguments.of("no object", "7", 400),
                Arguments.of("empty", "", 400),
                Arguments.of("overlapping lanes", head + backends
                        + ",\"lanes\":[{\"variant\":\"a\",\"lower\":0,\"upper\":10},{\"variant\":\"a\",\"lower\":9,\"upper\":20}]}", 400),
                Arguments.of("a lane beyond the circle", head + backends
                        + ",\"lanes\":[{\"variant\":\"a\",\"lower\":0,\"upper\":4294967297}]}", 400),
                Arguments.of("a lane below zero", head + backends + ",\"lanes\":[{\"variant\":\"a\",\"lower\":-1,\"upper\":1}]}", 400),
                Arguments.of("a lane of an unknown variant", head + backends
                        + ",\"lanes\":[{\"variant\":\"z\",\"lower\":0,\"upper\":1}]}", 400),
                Arguments.of("lanes that are no array", head + backends + ",\"lanes\":{\"x\":1}}", 400),
                Arguments.of("an unknown default", "{\"generation\":11,\"default\":\"z\",\"draining\":false,\"lanes\":[]," + backends + "}", 400),
                Arguments.of("a host name", (head + backends + ",\"lanes\":[]}").replace("127.0.0.1", "example.org"), 400),
                Arguments.of("an address out of range", (head + backends + ",\"lanes\":[]}").replace("127.0.0.1", "127.0.0.256"), 400),
                Arguments.of("a malformed IPv6 address", (head + backends + ",\"lanes\":[]}").replace("127.0.0.1", "1::2::3"), 400),
                Arguments.of("a port out of range", (head + backends + ",\"lanes\":[]}").replace(":80,", ":65536,"), 400),
                Arguments.of("a missing generation", (head + backends + ",\"lanes\":[]}").replace("\"generation\":11,", ""), 400),
                Arguments.of("copies for an unknown variant", head + backends + ",\"lanes\":[],\"mirrored\":{\"z\":1}}", 400),
                Arguments.of("copies for the champion", head + backends + ",\"lanes\":[],\"mirrored\":{\"a\":1}}", 400),
                Arguments.of("too many copies", head + backends.replace("\"backends\":{", "\"backends\":{\"b\":{\"address\":\"127.0.0.1\","
                        + "\"port\":80,\"connectTimeoutMillis\":1,\"readTimeoutMillis\":1},")
                        + ",\"lanes\":[],\"mirrored\":{\"b\":4294967297}}", 400),
                Arguments.of("copies that are no object", head + backends + ",\"lanes\":[],\"mirrored\":7}", 400),
                Arguments.of("an older generation", (head + backends + ",\"lanes\":[]}").replace(":11,", ":9,"), 409));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badStates")
    void aBadStateIsRefusedAndTheOldOneStays(String what, String text, int status) {
        HttpResponse<String> answer = proxy.admin("POST", text, TOKEN);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(ProxyState.fromJson(proxy.admin("GET", "", TOKEN).body())).isEqualTo(states.split(10, "50"));
    }

    @Test
    void anIpv6BackendIsAccepted() {
        String text = states.split(11, "0").toJson().replaceFirst("\"a\":\\{\"address\":\"[^\"]+\"", "\"a\":{\"address\":\"fd00::1:2\"");
        assertThat(proxy.admin("POST", text, TOKEN).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingIsToldOrTakenWithoutTheToken() {
        for (String token : new String[] {null, "wrong", ""}) {
            assertThat(proxy.admin("GET", "", token).statusCode()).isEqualTo(401);
            assertThat(proxy.admin("POST", states.split(11, "0").toJson(), token).statusCode()).isEqualTo(401);
        }
        assertThat(proxy.metrics()).contains("gauntlet_config_generation{experiment=\"demo/digits\"} 10\n");
    }

    @Test
    void aPushedStateIsInForceForAllWorkersAtOnce() throws IOException {
        proxy.push(states.split(11, "100"));
        for (int i = 0; i < 20; i++) {
            try (KeepAliveClient client = proxy.client()) {
                assertThat(client.get("/", Map.of()).body()).isEqualTo("b");
            }
        }
        proxy.push(states.split(12, "0"));
        for (int i = 0; i < 20; i++) {
            try (KeepAliveClient client = proxy.client()) {
                assertThat(client.get("/", Map.of()).body()).isEqualTo("a");
            }
        }
    }

    @Test
    void aNewerMountedFileIsFollowedWithoutAPushAndABadOneIsNot() {
        proxy.writeState(states.split(11, "100").toJson());
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(generation()).isEqualTo(11));
        proxy.push(states.split(13, "0"));
        proxy.writeState("{broken");
        proxy.writeState(states.split(12, "100").toJson());
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(generation()).isEqualTo(13));
    }

    private long generation() {
        return ProxyState.fromJson(proxy.admin("GET", "", TOKEN).body()).generation();
    }

    @Test
    void theCheckBeforeAStartRefusesABrokenConfiguration() throws Exception {
        assertThat(proxy.check()).startsWith("0 ");
        proxy.write("conf/nginx.conf", "http { nonsense; }");
        assertThat(proxy.check()).startsWith("1 ").contains("nonsense");
    }

    @Test
    void aStartWithABadStateOrBadSettingsIsRefused() throws Exception {
        NginxProxy other = new NginxProxy(folder, "127.0.9.43", AssignmentPolicy.perRequest("salt"), states.split(10, "50"));
        open.add(other);
        other.writeState("{\"generation\":1}");
        assertThatThrownBy(other::start).hasMessageContaining("state.json: draining must be true or false");
        other.writeState(states.split(10, "50").toJson());
        other.write("conf/settings.json", "{}");
        assertThatThrownBy(other::start).hasMessageContaining("settings.json lacks experiment");
    }

    @Test
    void countersAndTheirStartTimeSurviveAReloadAndStartAnewWithTheProcess() throws Exception {
        try (KeepAliveClient client = proxy.client()) {
            client.get("/", Map.of());
        }
        proxy.metricsAfter(1);
        String start = startTime();
        proxy.reload();
        assertThat(startTime()).isEqualTo(start);
        assertThat(proxy.metrics()).contains("gauntlet_requests_total{");
        proxy.restart();
        assertThat(Double.parseDouble(startTime())).isGreaterThan(Double.parseDouble(start));
        assertThat(proxy.metrics()).doesNotContain("gauntlet_requests_total{");
    }

    private String startTime() {
        return proxy.metrics().lines().filter(line -> line.startsWith("process_start_time_seconds ")).findFirst().orElseThrow()
                .split(" ")[1];
    }

    @Test
    void fortyWeightChangesUnderLoadLoseNoRequest() throws Exception {
        try (Load load = new Load(proxy.address(), 8)) {
            for (int change = 1; change <= 40; change++) {
                proxy.push(states.split(10 + change, change % 2 == 0 ? "5" : "50"));
                load.awaitMore(50);
            }
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void drainingClosesEachConnectionWithItsAnswerAndLosesNoRequest() throws Exception {
        try (Load load = new Load(proxy.address(), 8)) {
            load.awaitMore(500);
            assertThat(load.connections()).isEqualTo(8);
            proxy.push(states.draining(11));
            load.awaitMore(500);
            assertThat(load.connections()).as("a connection per answer").isGreaterThanOrEqualTo(500);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aProcessThatIsAboutToEndClosesItsConnectionsByAMarkAndQuitsWithoutAFailure() throws Exception {
        NginxProxy other = new NginxProxy(folder, "127.0.9.42", AssignmentPolicy.perRequest("salt"), states.split(10, "50"));
        open.add(other);
        other.start();
        try (Load load = new Load(proxy.address(), 8)) {
            load.awaitMore(200);
            proxy.write("run/terminating", "");
            await().atMost(Duration.ofSeconds(10)).until(() -> load.connections() > 100);
            // The Service leads new connections to the other replica by now.
            load.target(other.address());
            load.awaitMore(500);
            proxy.quit();
            await().atMost(Duration.ofSeconds(15)).until(() -> !proxy.isAlive());
            load.awaitMore(200);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }
}
