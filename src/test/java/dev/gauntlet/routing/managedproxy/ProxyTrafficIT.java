package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to one request on its way through the proxy. */
class ProxyTrafficIT {

    private static final Optional<String> OVERRIDE = Optional.of("X-Gauntlet-Choose");

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private StubModel champion;
    private StubModel challenger;
    private ProxyStates states;

    @BeforeEach
    void startModels() throws IOException {
        champion = new StubModel("a", "127.0.9.3");
        challenger = new StubModel("b", "127.0.9.3");
        open.addAll(List.of(champion, challenger));
        states = new ProxyStates("a", Map.of("a", champion.backend(1_000, 10_000), "b", challenger.backend(1_000, 10_000)));
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private NginxProxy proxy(AssignmentPolicy policy, String percent) {
        NginxProxy proxy = new NginxProxy(folder, "127.0.9.21", policy, states.split(1, percent));
        open.add(proxy);
        return proxy.start();
    }

    private static AssignmentPolicy sticky(UnitKey.Type type, String name, MissingKeyPolicy missingKey) {
        return new AssignmentPolicy(AssignmentUnit.USER, Optional.of(new UnitKey(type, name)), "salt", missingKey, OVERRIDE);
    }

    @Test
    void theOverrideHeaderGetsTheNamedVariantAndIsCountedApart() throws IOException {
        NginxProxy proxy = proxy(sticky(UnitKey.Type.HEADER, "X-User-Id", MissingKeyPolicy.CHAMPION), "0");
        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.get("/", Map.of("X-User-Id", "u", "X-Gauntlet-Choose", "b")).body()).isEqualTo("b");
            assertThat(client.get("/", Map.of("X-User-Id", "u", "X-Gauntlet-Choose", "unknown")).body()).isEqualTo("a");
        }
        assertThat(proxy.metricsAfter(2))
                .contains("variant=\"b\",source=\"override\",code=\"200\",unit_bucket=\"none\"} 1\n")
                .contains("variant=\"a\",source=\"assigned\"");
    }

    @Test
    void aRequestWithoutAKeyGoesToTheChampionAndIsCountedApart() throws IOException {
        NginxProxy proxy = proxy(sticky(UnitKey.Type.HEADER, "X-User-Id", MissingKeyPolicy.CHAMPION), "100");
        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.get("/", Map.of()).body()).isEqualTo("a");
            assertThat(client.get("/", Map.of("X-User-Id", "")).body()).isEqualTo("a");
        }
        assertThat(proxy.metricsAfter(2)).contains("variant=\"a\",source=\"unassigned\",code=\"200\",unit_bucket=\"none\"} 2\n");
    }

    @Test
    void aRequestWithoutAKeyIsDrawnAtRandomIfThePolicySaysSo() throws IOException {
        NginxProxy proxy = proxy(sticky(UnitKey.Type.HEADER, "X-User-Id", MissingKeyPolicy.RANDOM), "50");
        Set<String> served = new HashSet<>();
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < 64; i++) {
                served.add(client.get("/", Map.of()).body());
            }
        }
        assertThat(served).containsExactlyInAnyOrder("a", "b");
        assertThat(proxy.metricsAfter(64)).contains("source=\"random\"").doesNotContain("source=\"assigned\"");
    }

    @Test
    void theUnitRequestDrawsEachRequestOnItsOwn() throws IOException {
        NginxProxy proxy = proxy(AssignmentPolicy.perRequest("salt"), "50");
        Set<String> served = new HashSet<>();
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < 64; i++) {
                served.add(client.get("/", Map.of("X-User-Id", "always the same")).body());
            }
        }
        assertThat(served).containsExactlyInAnyOrder("a", "b");
        assertThat(proxy.metricsAfter(64)).contains("source=\"assigned\"");
    }

    @Test
    void aCookieCarriesTheKeyOfAUnit() throws IOException {
        NginxProxy proxy = proxy(sticky(UnitKey.Type.COOKIE, "my-uid", MissingKeyPolicy.CHAMPION), "50");
        Assignment assignment = states.assignment("salt", states.split(1, "50"));
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/", Map.of("Cookie", "x=1; my-uid=user%20" + i + "; y=2")).body())
                        .isEqualTo(assignment.variantOf("user%20" + i));
            }
        }
    }

    @Test
    void theModelLearnsItsVariantAndAClientCannotForgeIt() throws IOException {
        NginxProxy proxy = proxy(sticky(UnitKey.Type.HEADER, "X-User-Id", MissingKeyPolicy.CHAMPION), "100");
        try (KeepAliveClient client = proxy.client()) {
            client.get("/v2/models/m?x=%2F..%2f", Map.of("X-User-Id", "u", "X-Gauntlet-Variant", "forged", "X_Gauntlet_Variant", "forged",
                    "X-Gauntlet-Source", "forged", "X-Gauntlet-Unit-Bucket", "forged", "X-Gauntlet-Experiment", "forged"));
        }
        assertThat(challenger.last().requestLine()).isEqualTo("GET /v2/models/m?x=%2F..%2f HTTP/1.1");
        assertThat(challenger.last().headers())
                .containsEntry("x-gauntlet-variant", "b").containsEntry("x-gauntlet-source", "assigned")
                .containsEntry("x-gauntlet-unit-bucket", String.valueOf(Assignment.bucket("salt", "u")))
                .containsEntry("x-gauntlet-experiment", "demo/digits").containsEntry("host", "model")
                .doesNotContainKey("x_gauntlet_variant");
    }

    @Test
    void aLargeBodyReachesTheChampionWholeAfterTheChallengerFailed() throws IOException {
        NginxProxy proxy = proxy(AssignmentPolicy.perRequest("salt"), "100");
        challenger.mode(StubModel.Mode.ERROR_500);
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.post("/infer", Map.of(), body).body()).isEqualTo("a");
        }
        assertThat(champion.last().bodyLength()).isEqualTo(body.length);
        assertThat(champion.last().bodySum()).isEqualTo(StubModel.sum(body));
        assertThat(champion.last().headers()).containsEntry("x-gauntlet-source", "fallback").containsEntry("x-gauntlet-variant", "b");
    }
}
