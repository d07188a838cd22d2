package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.UnitKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyFilesTest {

    private static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-1");
    private static final String HOSTILE = "\"; } evil { $a {b} \\ \n";

    private final AssignmentPolicy policy = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.COOKIE, "uid")), HOSTILE, MissingKeyPolicy.RANDOM, Optional.of("X-Choose"));
    private final SortedMap<String, String> files = new ProxyFiles().fixed(ProxyServer.DEFAULT, ProxySettings.of(OWNER, List.of(), policy, "abc"));

    @Test
    void everyPlaceholderOfTheConfigurationIsFilled() {
        assertThat(files.get("nginx.conf")).contains("listen 0.0.0.0:8080 backlog", "listen 0.0.0.0:8081;", "listen 0.0.0.0:8082;",
                "worker_processes 2;", "worker_shutdown_timeout 60s;", "'{\"time\":").doesNotContainPattern("\\{[A-Za-z]");
    }

    @Test
    void whatAUserChoosesStandsInJsonOnly() throws Exception {
        assertThat(files.get("nginx.conf")).doesNotContain("evil", "X-Choose", "uid");
        JsonNode settings = new ObjectMapper().readTree(files.get("settings.json"));
        assertThat(settings.get("salt").asText()).isEqualTo(HOSTILE);
        assertThat(settings.get("experiment").asText()).isEqualTo("demo/digits");
        assertThat(settings.get("unit").asText()).isEqualTo("User");
        assertThat(settings.get("keyType").asText()).isEqualTo("Cookie");
        assertThat(settings.get("missingKeyPolicy").asText()).isEqualTo("Random");
    }

    @Test
    void theFilesHoldNoToken() {
        AdminTokens tokens = new AdminTokens(new byte[32]);
        String rendered = new ProxyFiles().fixed(ProxyServer.DEFAULT, ProxySettings.of(OWNER, List.of(), policy, tokens.tokenSha1(OWNER))).toString();
        assertThat(rendered).contains(tokens.tokenSha1(OWNER)).doesNotContain(tokens.token(OWNER));
    }

    @Test
    void aTokenIsTheSameAfterARestartAndDifferentForEachExperiment() {
        RouteOwner other = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-2");
        assertThat(new AdminTokens(new byte[32]).token(OWNER)).isEqualTo(new AdminTokens(new byte[32]).token(OWNER)).hasSize(64)
                .isNotEqualTo(new AdminTokens(new byte[32]).token(other));
        assertThatThrownBy(() -> new AdminTokens(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "0.0.0.0; evil", "::"})
    void anAddressThatIsNoneIsRefused(String address) {
        assertThatThrownBy(() -> new ProxyServer(address, 1, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStateIsWrittenAndReadAlike() {
        ProxyState state = new ProxyState(7, List.of(new Lane("b", 0, Lanes.POSITIONS)), "a",
                new TreeMap<>(Map.of("a", new Backend("10.0.0.1", 80, 1, 2), "b", new Backend("fd00::1", 81, 3, 4))), true);
        assertThat(state.toJson()).isEqualTo("{\"generation\":7,\"lanes\":[{\"variant\":\"b\",\"lower\":0,\"upper\":4294967296}],"
                + "\"default\":\"a\",\"backends\":{\"a\":{\"address\":\"10.0.0.1\",\"port\":80,\"connectTimeoutMillis\":1,"
                + "\"readTimeoutMillis\":2},\"b\":{\"address\":\"fd00::1\",\"port\":81,\"connectTimeoutMillis\":3,"
                + "\"readTimeoutMillis\":4}},\"draining\":true}");
        assertThat(ProxyState.fromJson(state.toJson())).isEqualTo(state);
    }

    @Test
    void aStateWithCopiesIsWrittenAndReadAlikeAndRefusedWhereTheyCannotBeSent() {
        SortedMap<String, Backend> backends = new TreeMap<>(
                Map.of("a", new Backend("10.0.0.1", 80, 1, 2), "b", new Backend("10.0.0.2", 80, 1, 2)));
        ProxyState state = new ProxyState(7, List.of(), "a", backends, new TreeMap<>(Map.of("b", 429496730L)), null, false);
        assertThat(state.toJson()).contains("\"mirrored\":{\"b\":429496730},\"draining\":false}");
        assertThat(ProxyState.fromJson(state.toJson())).isEqualTo(state);
        assertThatThrownBy(() -> new ProxyState(7, List.of(), "a", backends, new TreeMap<>(Map.of("c", 1L)), null, false))
                .hasMessageContaining("no backend for the copies of c");
        assertThatThrownBy(() -> new ProxyState(7, List.of(), "a", backends, new TreeMap<>(Map.of("b", Lanes.POSITIONS + 1)), null, false))
                .hasMessageContaining("copies of b");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1", "10.1.2.3, 10.1.2.3"})
    void copiesAreTakenFromThisMachineOnly(String listened, String taken) {
        assertThat(new ProxyServer(listened, 1, Duration.ofSeconds(1)).mirrorAddress()).isEqualTo(taken);
    }

    @Test
    void aStateWithoutABackendForALaneIsRefused() {
        assertThatThrownBy(() -> new ProxyState(1, List.of(new Lane("b", 0, 1)), "a",
                new TreeMap<>(Map.of("a", new Backend("10.0.0.1", 80, 1, 1))), false)).hasMessageContaining("no backend for b");
    }
}
