package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Watches on a real API server, with exactly the rights that {@code deploy/} gives. */
@ExtendWith(LocalCluster.class)
class RouteWatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MANIFEST = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: fraud}
            spec:
              parentRefs: [{name: gateway}]
              rules: [{backendRefs: [{name: fraud-v1, port: 80}]}]
            """;

    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private RouteStage stage;

    @BeforeEach
    void prepare(LocalControlPlane controlPlane, KubernetesClient kubernetes) throws IOException {
        stage = new RouteStage(controlPlane, kubernetes);
    }

    @AfterEach
    void disconnect() {
        stage.close();
    }

    private RouteWatch open(ObjectKind kind) {
        return RouteWatch.open(stage.operator, kind, stage.namespace, "fraud", changes::incrementAndGet, ends::incrementAndGet);
    }

    private void awaitChanges(int number) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(changes.get()).isEqualTo(number));
    }

    @Test
    void changesOfTheRouteAndOfGauntletsNotesAreTold() {
        stage.create(MANIFEST);
        try (RouteWatch watch = open(WeightsDialect.HTTP_ROUTE)) {
            stage.edit("fraud", "{\"metadata\":{\"labels\":{\"team\":\"scoring\"},\"annotations\":{\"example.com/seen\":\"now\"}}}");
            stage.create(MANIFEST.replace("name: fraud}", "name: other}"));
            stage.edit("fraud", "{\"spec\":{\"hostnames\":[\"models.example.com\"]}}");
            awaitChanges(1);
            stage.edit("fraud", "{\"metadata\":{\"annotations\":{\"gauntlet.dev/applied\":null,\"gauntlet.dev/reverted\":\"x\"}}}");
            awaitChanges(2);
            stage.resource("fraud").delete();
            awaitChanges(3);
            stage.create(MANIFEST);
            awaitChanges(4);
        }
        stage.edit("fraud", "{\"spec\":{\"hostnames\":[\"other.example.com\"]}}");
        assertThat(changes).as("nothing is told after the end").hasValue(4);
        assertThat(ends).as("who closes it knows").hasValue(0);
    }

    @Test
    void aRouteThatDoesNotExistYetIsWatchedToo() {
        try (RouteWatch watch = open(WeightsDialect.HTTP_ROUTE)) {
            assertThat(changes).hasValue(0);
            stage.create(MANIFEST);
            awaitChanges(1);
        }
    }

    @Test
    void aKindThatIsNotInstalledIsRefusedAtOnce() {
        assertThatThrownBy(() -> open(ObjectKind.namespaced("gateway.networking.k8s.io", "v1", "Nothing", "nothings")))
                .isInstanceOf(KubernetesClientException.class);
    }
}
