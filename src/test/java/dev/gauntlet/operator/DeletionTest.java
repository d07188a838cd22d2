package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.operator.workload.WorkloadAccess;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletionTest {

    private static final Instant DELETED = Instant.parse("2026-11-20T10:00:00Z");
    private static final String PATH = "/apis/gauntlet.dev/v1alpha1/namespaces/demo/modelexperiments/digits";
    private static final String RUNNING = """
            status:
              startTime: '2026-11-20T09:00:00Z'
              step: {name: canary, index: 0}
              conditions: [{type: Ready, status: 'True', reason: Accepted}]
            """;

    private final InMemoryApiServer cluster = new InMemoryApiServer();
    private final FixedRouter router = new FixedRouter();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whatTheDeletionWaitsForIsSaidOnce() {
        put(RUNNING);
        router.state = RouteState.BLOCKED;
        router.reason = RouteReason.PROVIDER_UNAVAILABLE;
        router.message = "Gauntlet may not read httproutes";

        assertThat(run().done()).isFalse();
        told(DELETED);
        told(DELETED.plusSeconds(60));

        assertThat(condition("RouteProgrammed").path("status").asText()).isEqualTo("False");
        assertThat(condition("RouteProgrammed").path("reason").asText()).isEqualTo("ProviderUnavailable");
        assertThat(condition("RouteProgrammed").path("message").asText())
                .isEqualTo("the deletion waits for the route: Gauntlet may not read httproutes");
        assertThat(condition("Ready").path("status").asText()).as("the rest stays").isEqualTo("True");
        assertThat(cluster.writes()).filteredOn(write -> write.contains("/events/")).hasSize(1);
        assertThat(cluster.writes()).filteredOn(write -> write.contains("/modelexperiments/")).hasSize(1);
    }

    @Test
    void aReleaseThatTakesAMomentIsNotWorthAWord() {
        put(RUNNING);
        router.state = RouteState.PROGRESSING;
        router.reason = RouteReason.DRAINING;

        told(DELETED.plusSeconds(5));
        assertThat(cluster.writes()).isEmpty();
        told(DELETED.plusSeconds(11));
        assertThat(condition("RouteProgrammed").path("reason").asText()).isEqualTo("Draining");
    }

    @Test
    void aDeletionThatFailsIsTold() {
        put(RUNNING);

        status(DELETED).failed(experiment(), new IllegalStateException("forbidden: configmaps"));

        assertThat(condition("Progressing").path("message").asText()).isEqualTo("the deletion is tried again: forbidden: configmaps");
    }

    @Test
    void theRouteStaysWhereThatWasAskedForAfterTheStart() {
        put(RUNNING);
        assertThat(run().done()).isTrue();
        assertThat(router.removals).isEqualTo(1);

        put("  routing: {provider: ManagedProxy, serviceName: digits, onDelete: LeaveAsIs}\n" + RUNNING);
        assertThat(run().done()).isTrue();
        assertThat(router.removals).isEqualTo(1);
        assertThat(router.disowned).isEqualTo(1);
    }

    @Test
    void nothingIsReleasedThatWasNeverTaken() {
        put("");
        router.state = RouteState.BLOCKED;

        assertThat(run().done()).isTrue();
        assertThat(router.removals).isZero();
    }

    private void put(String more) {
        String manifest = Manifests.MINIMAL.replace("namespace: demo", "namespace: demo, uid: uid-1, deletionTimestamp: '" + DELETED + "'");
        cluster.put("/apis/gauntlet.dev/v1alpha1", "modelexperiments", (more.contains("  routing:")
                ? manifest.replace("  routing: {provider: ManagedProxy, serviceName: digits}\n", "") : manifest) + more);
    }

    private ModelExperiment experiment() {
        return Serialization.jsonMapper().convertValue(cluster.object(PATH).orElseThrow(), ModelExperiment.class);
    }

    private JsonNode condition(String type) {
        for (JsonNode condition : cluster.object(PATH).orElseThrow().at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type);
    }

    private void told(Instant now) {
        status(now).waiting(experiment(), run().route().orElseThrow());
    }

    private DeletionStatus status(Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new DeletionStatus(cluster.client(), new EventPublisher(cluster.client(), clock), clock);
    }

    private Deletion.Progress run() {
        EvidenceKeeper keeper = new EvidenceKeeper(new CompanionStore(cluster.client()),
                new Tracing(OpenTelemetry.noop().getTracer("test")), Clock.systemUTC(),
                new SmallRyeConfigBuilder().withMapping(GauntletConfig.class).build().getConfigMapping(GauntletConfig.class));
        return new Deletion(keeper, WorkloadAccess.through(cluster.client()).patches(),
                new Routers(Map.of(Routing.Provider.ManagedProxy, router)), new Comparators(cluster.client(), "image", "1Gi"))
                .run(experiment());
    }
}
