package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalPrometheus;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.DigitsDemo;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** A play of an example in {@code examples/routing}: its clients call a local gateway that works by the example's route. */
final class RoutedPlay implements AutoCloseable {

    private static final double REQUESTS_PER_SECOND = 50;

    private final Stage stage;
    private final Play play;
    private final String resource;
    private final String name;
    private final LocalGateway gateway;
    private final LocalPrometheus.Scrape scrape;

    private RoutedPlay(Stage stage, Play play, LocalGateway.Kind kind, String resource, String name) {
        this.stage = stage;
        this.play = play;
        this.resource = resource;
        this.name = name;
        this.gateway = LocalGateway.start(stage.controlPlane().adminConfig(), kind, play.namespace(), name);
        this.scrape = stage.prometheus().scrape(gateway.metricsUri(), Map.of("job", "local-gateway"));
    }

    /**
     * The play of an example with models and the user's route, if there is one; clients and experiment do not run yet.
     *
     * @param example path under {@code examples/routing/} without its extension
     * @param resource kind of the route as kubectl knows it, such as {@code httproutes.gateway.networking.k8s.io}
     * @param name name of the route
     * @param namespace takes the place of the one in the manifests
     */
    static RoutedPlay of(Stage stage, String example, LocalGateway.Kind kind, String resource, String name, String namespace) {
        RoutedPlay routed = withoutRoute(stage, example, kind, resource, name, namespace);
        if (!routed.play.demo().otherManifests().isBlank()) {
            stage.kubectl().apply(routed.play.demo().otherManifests());
        }
        return routed;
    }

    /** The same without the user's route. */
    static RoutedPlay withoutRoute(Stage stage, String example, LocalGateway.Kind kind, String resource, String name, String namespace) {
        CrdInstaller schemas = new CrdInstaller(stage.client());
        List.of("gateway-api", "istio", "knative-serving", "traefik").forEach(schemas::install);
        Play play = Play.ofExample(stage, "routing/" + example, "quickstart/better", namespace);
        play.demo().deployModels();
        return new RoutedPlay(stage, play, kind, resource, name);
    }

    Play play() {
        return play;
    }

    LocalGateway gateway() {
        return gateway;
    }

    /** Lets clients call the gateway, once it has taken the route. */
    RoutedPlay withTraffic() {
        await("the route in force").atMost(Play.PATIENCE).until(() -> gateway.generation() > 0);
        play.demo().startTraffic(gateway.uri(), REQUESTS_PER_SECOND);
        return this;
    }

    /** The route as the API server has it. */
    JsonNode wholeRoute() {
        return Serialization.unmarshal(stage.kubectl().run("get", resource, name, "-n", play.namespace(), "-o", "json",
                "--show-managed-fields"), ObjectNode.class);
    }

    /** The route as a user sees it: without what the API server and controllers write. */
    JsonNode route() {
        ObjectNode route = (ObjectNode) wholeRoute();
        route.remove("status");
        ((ObjectNode) route.path("metadata")).remove(List.of("generation", "managedFields", "resourceVersion"));
        return route;
    }

    /** Clients get the answers of one model only. */
    void assertOnlyServedBy(String version) {
        await("only " + version).atMost(Play.PATIENCE).untilAsserted(() -> assertThat(LifecyclePlays.answering(
                gateway.uri().resolve("/v2/models/" + DigitsDemo.NAME), 40)).containsExactly("[" + version + "]"));
    }

    @Override
    public void close() {
        // Clients first: without a gateway they would fail.
        play.close();
        scrape.close();
        gateway.close();
    }
}
