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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A play of an example in {@code examples/routing}: its clients call a local gateway that works by the example's route. */
final class RoutedPlay implements AutoCloseable {

    private static final double REQUESTS_PER_SECOND = 50;

    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Stage stage;
    private final String example;
    private final Play play;
    private final String resource;
    private final String name;
    private final LocalGateway gateway;
    private final List<LocalPrometheus.Scrape> scrapes = new ArrayList<>();

    private RoutedPlay(Stage stage, String example, Play play, LocalGateway.Kind kind, String resource, String name) {
        this.stage = stage;
        this.example = example;
        this.play = play;
        this.resource = resource;
        this.name = name;
        this.gateway = LocalGateway.start(stage.controlPlane().adminConfig(), kind, play.namespace(), name);
        scrapes.add(stage.prometheus().scrape(gateway.metricsUri(),
                Map.of("job", "local-gateway", "namespace", play.namespace())));
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
        return new RoutedPlay(stage, example, play, kind, resource, name);
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

    /** Lets Prometheus scrape the pods of a model with one label more, as a scrape that copies it from pods or their Services does. */
    RoutedPlay scraped(String version, String label, String value) {
        for (String pod : play.pods(version)) {
            String address = stage.client().pods().inNamespace(play.namespace()).withName(pod).get().getStatus().getPodIP();
            scrapes.add(stage.prometheus().scrape(URI.create("http://" + address + ":8080/metrics"),
                    Map.of("namespace", play.namespace(), label, value)));
        }
        return this;
    }

    /** Runs the commands that the comment of the example tells users to run before. */
    void runCommandsOfExample() {
        List<String> commands = example().lines().filter(line -> line.startsWith("#   kubectl ")).toList();
        assertThat(commands).as("commands in %s", example).isNotEmpty();
        commands.forEach(command -> stage.kubectl().run(words(command.replace("-n demo ", "-n " + play.namespace() + " "))));
    }

    /** The words of a command after {@code # kubectl}, as a shell would part them. */
    private static String[] words(String command) {
        return WORD.matcher(command).results().skip(2).map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    private String example() {
        try {
            return Files.readString(Stage.PROJECT.resolve("examples/routing/" + example + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the route's status has a text at a place. */
    void awaitReported(String pointer, String text) {
        await(pointer + " " + text).atMost(Play.PATIENCE).pollInterval(Duration.ofMillis(200))
                .until(() -> wholeRoute().path("status").at(pointer).asText().equals(text));
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
        scrapes.forEach(LocalPrometheus.Scrape::close);
        gateway.close();
    }
}
