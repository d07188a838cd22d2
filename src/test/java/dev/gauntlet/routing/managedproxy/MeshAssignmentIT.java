package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.LocalNode;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The proxies as assigners in front of a mesh whose route, that of the example, matches the header they set. */
@ExtendWith(LocalCluster.class)
class MeshAssignmentIT {

    private static final Path EXAMPLE = Path.of(System.getProperty("project.basedir", "."), "examples/routing/sticky-behind-a-mesh");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SALT = "mesh";
    private static final AssignmentPolicy BY_USER = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.HEADER, "X-User-Id")), SALT, MissingKeyPolicy.CHAMPION, Optional.empty());
    private static final List<String> USERS = IntStream.range(0, 500).mapToObj(i -> "user-" + i).toList();

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private LocalControlPlane controlPlane;
    private KubernetesClient client;

    @BeforeEach
    void startModels(LocalControlPlane plane, LocalNode node, KubernetesClient admin) {
        controlPlane = plane;
        client = admin;
        node.register("test/named", new JavaRecipe(NamedServer.class.getName()));
        new CrdInstaller(admin).install("gateway-api");
        new CrdInstaller(admin).install("istio");
        Stream.of("baseline", "candidate").forEach(name -> apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {version: %1$s}}
                spec:
                  containers:
                  - {name: model, image: test/named, args: [%1$s], readinessProbe: {tcpSocket: {port: 9000}, periodSeconds: 1}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: digits-%1$s}
                spec: {selector: {version: %1$s}, ports: [{port: 8080, targetPort: 9000, protocol: TCP}]}
                """.formatted(name)));
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private void apply(String manifests) {
        client.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).inNamespace(client.getNamespace())
                .forceConflicts().serverSideApply();
    }

    /** The example's route, carried out by a gateway that answers already. */
    private ProxyStates mesh(LocalGateway.Kind kind, String file) throws IOException {
        apply(Files.readString(EXAMPLE.resolve(file)).replace("namespace: demo", "namespace: " + client.getNamespace()));
        LocalGateway gateway = LocalGateway.start(controlPlane.adminConfig(), kind, client.getNamespace(), "digits");
        open.add(gateway);
        int port = gateway.uri().getPort();
        await("the mesh").atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (KeepAliveClient direct = new KeepAliveClient("127.0.0.1", port)) {
                return direct.get("/", Map.of()).body().equals("baseline")
                        && direct.get("/", Map.of("X-Gauntlet-Variant", "candidate")).body().equals("candidate");
            }
        });
        Backend frontend = new Backend("127.0.0.1", port, 1_000, 10_000);
        return new ProxyStates("baseline", Map.of("baseline", frontend, "candidate", frontend));
    }

    private List<NginxProxy> proxies(ProxyState state) {
        List<NginxProxy> proxies = Stream.of("127.0.9.81", "127.0.9.82")
                .map(address -> new NginxProxy(folder, address, BY_USER, state)).toList();
        open.addAll(proxies);
        proxies.forEach(NginxProxy::start);
        return proxies;
    }

    /** What each user meets in several requests through changing proxies; fails if that is not always the same. */
    private static Map<String, String> met(List<NginxProxy> proxies) throws IOException {
        Map<String, String> met = new HashMap<>();
        for (int round = 0; round < 4; round++) {
            try (KeepAliveClient client = proxies.get(round % proxies.size()).client()) {
                for (String user : USERS) {
                    // The header is the proxy's to set: what the client sends in it changes nothing.
                    KeepAliveClient.Response response = client.get("/", Map.of("X-User-Id", user, "X-Gauntlet-Variant", "candidate"));
                    assertThat(response.status()).isEqualTo(200);
                    String before = met.put(user, response.body());
                    assertThat(response.body()).as(user).isEqualTo(before == null ? response.body() : before);
                }
            }
        }
        return met;
    }

    @ParameterizedTest
    @CsvSource({"HTTP_ROUTE, http-route.yaml", "VIRTUAL_SERVICE, virtual-service.yaml"})
    void noUserBehindTheMeshMeetsTwoVariantsAndAWeightMovesUsersOneWayOnly(LocalGateway.Kind kind, String file) throws Exception {
        ProxyStates states = mesh(kind, file);
        List<NginxProxy> proxies = proxies(states.split(1, "5"));
        Map<String, String> before = met(proxies);
        long generation = 1;
        for (String percent : List.of("20", "50", "20", "0")) {
            ProxyState state = states.split(++generation, percent);
            proxies.forEach(proxy -> proxy.push(state));
            Map<String, String> now = met(proxies);
            double share = new BigDecimal(percent).doubleValue() / 100;
            boolean grown = Collections.frequency(now.values(), "candidate") >= Collections.frequency(before.values(), "candidate");
            Map<String, String> smaller = grown ? before : now;
            Map<String, String> larger = grown ? now : before;
            assertThat(USERS).filteredOn(user -> smaller.get(user).equals("candidate"))
                    .as("users at the challenger on the way to %s %%", percent).allMatch(user -> larger.get(user).equals("candidate"));
            assertThat(now).isEqualTo(expected(states, state));
            assertThat(Collections.frequency(now.values(), "candidate") / (double) USERS.size())
                    .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / USERS.size()) + 1e-12));
            before = now;
        }
    }

    private static Map<String, String> expected(ProxyStates states, ProxyState state) {
        Map<String, String> expected = new HashMap<>();
        USERS.forEach(user -> expected.put(user, states.assignment(SALT, state).variantOf(user)));
        return expected;
    }

    @Test
    void whoeverTheChallengerFailsIsServedByTheChampionThroughTheSameRoute() throws Exception {
        ProxyStates states = mesh(LocalGateway.Kind.HTTP_ROUTE, "http-route.yaml");
        List<NginxProxy> proxies = proxies(states.split(1, "100"));
        assertThat(met(proxies).values()).containsOnly("candidate");

        client.pods().withName("candidate").withGracePeriod(0).delete();
        await("the champion").atMost(PATIENCE).until(() -> {
            try (KeepAliveClient user = proxies.get(0).client()) {
                return user.get("/", Map.of("X-User-Id", "u")).body().equals("baseline");
            }
        });
        assertThat(met(proxies).values()).containsOnly("baseline");
    }
}
