package dev.gauntlet.e2e.faults;

import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.demo.DigitsDataset;
import dev.gauntlet.demo.TrafficGenerator;
import dev.gauntlet.demo.TrafficReport;
import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.stage.DigitsDemo;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One experiment in each phase, with two models that all share, an exporter that can fail, and clients for each. */
final class Cast implements AutoCloseable {

    static final String NAMESPACE = "faults";
    static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final double REQUESTS_PER_SECOND = 5;

    private final Stage stage;
    private final DigitsDemo models;
    private final Map<Scene, TrafficGenerator> clients = new EnumMap<>(Scene.class);

    Cast(Stage stage) {
        this.stage = stage;
        this.models = new DigitsDemo(stage, Scenario.better, NAMESPACE);
        stage.node().register("gauntlet/flawed-exporter", new JavaRecipe(FlawedExporter.class.getName()));
        stage.client().namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
                .serverSideApply();
        deploy();
    }

    /** Models, exporters and client-facing Services as they should be; mends what a fault broke. */
    void deploy() {
        stage.kubectl().apply(Stream.concat(Stream.of("baseline", "candidate").map(Cast::exporter),
                withClients().filter(scene -> service(scene).isEmpty()).map(Cast::clientService)).collect(Collectors.joining("---\n")));
        models.deployModels();
        stage.awaitScraped(NAMESPACE, 4);
    }

    /** Brings every scene that is not where it should be to its phase, anew; evidence of a fault that is over may still end one meanwhile. */
    void raise() {
        await("all in their phases").atMost(PATIENCE.multipliedBy(2)).until(() -> {
            Set<Scene> astray = astray();
            if (!astray.isEmpty()) {
                raise(astray);
            }
            return astray().isEmpty();
        });
    }

    private Set<Scene> astray() {
        Set<Scene> astray = Arrays.stream(Scene.values()).filter(scene -> status(scene).phase() != scene.phase())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scene.class)));
        if (astray.contains(Scene.CANARY)) {
            // It would take its turn.
            astray.add(Scene.QUEUED);
        }
        return astray;
    }

    private void raise(Set<Scene> scenes) {
        anew(scenes);
        scenes.stream().filter(scene -> scene.promotedByHand() || scene.paused()).forEach(this::push);
        for (Scene scene : scenes) {
            awaitStatus(scene, "phase " + scene.phase(), status -> status.phase() == scene.phase());
        }
        for (Scene scene : Scene.values()) {
            awaitStatus(scene, "ready for a fault, or ended", status -> status.outcome() != null
                    ? scene != Scene.PROMOTED || Boolean.TRUE.equals(status.route().released()) : !scene.active() || isHealthy(status));
        }
    }

    private void anew(Set<Scene> scenes) {
        deleteAll(scenes);
        scenes.stream().filter(scene -> scene != Scene.QUEUED)
                .forEach(scene -> stage.client().services().inNamespace(NAMESPACE).withName(scene.service()).delete());
        stage.kubectl().apply(scenes.stream().filter(scene -> scene != Scene.QUEUED).map(Cast::clientService)
                .collect(Collectors.joining("---\n")));
        scenes.stream().filter(scene -> scene != Scene.QUEUED).forEach(this::connect);
        stage.kubectl().apply(scenes.stream().map(scene -> scene.manifest(NAMESPACE)).collect(Collectors.joining("---\n")));
    }

    /** What a person does once the first step is in force. */
    private void push(Scene scene) {
        awaitStatus(scene, "in force before it is pushed on", status -> status.step() != null && status.step().startTime() != null);
        patch(scene, scene.paused() ? "{\"spec\":{\"desiredState\":\"Paused\"}}"
                : "{\"metadata\":{\"annotations\":{\"gauntlet.dev/promote\":\"to see it promoted\"}}}");
    }

    static boolean isHealthy(ModelExperimentStatus status) {
        return Stream.of(ConditionType.Ready, ConditionType.RouteProgrammed, ConditionType.DataHealthy)
                .allMatch(type -> Conditions.isTrue(status.conditions(), type));
    }

    /** The samples of all variants together. */
    static long counted(ModelExperimentStatus status) {
        return status.variants().stream().map(ModelExperimentStatus.VariantStatus::samples).filter(Objects::nonNull)
                .mapToLong(Long::longValue).sum();
    }

    private static Stream<Scene> withClients() {
        return Arrays.stream(Scene.values()).filter(scene -> scene != Scene.QUEUED);
    }

    private void connect(Scene scene) {
        Optional.ofNullable(clients.remove(scene)).ifPresent(TrafficGenerator::close);
        Service service = service(scene).orElseThrow();
        URI base = URI.create("http://" + service.getSpec().getClusterIP() + ":8080");
        TrafficGenerator.Profile standard = TrafficGenerator.Profile.standard();
        try {
            clients.put(scene, TrafficGenerator.start(base, List::of,
                    DigitsDataset.load(Stage.PROJECT.resolve(DigitsDataset.DEFAULT_FILE)).split().heldOut(),
                    new TrafficGenerator.Profile(REQUESTS_PER_SECOND, standard.users(), standard.labelDelay(), Duration.ofSeconds(30), 10,
                            standard.seed())));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the clients of a scene saw so far; those of a queued one are of the scene it waits for. */
    TrafficReport traffic(Scene scene) {
        return clients.get(scene == Scene.QUEUED ? Scene.CANARY : scene).report();
    }

    ModelExperimentStatus status(Scene scene) {
        return Optional.ofNullable(resource(scene).get()).map(ModelExperiment::getStatus).orElseGet(ModelExperimentStatus::empty);
    }

    ModelExperimentStatus awaitStatus(Scene scene, String what, Predicate<ModelExperimentStatus> predicate) {
        await(scene + ": " + what).atMost(PATIENCE).pollInterval(Duration.ofMillis(300))
                .until(() -> predicate.test(status(scene)));
        return status(scene);
    }

    Resource<ModelExperiment> resource(Scene scene) {
        return experiment(scene.experiment());
    }

    Resource<ModelExperiment> experiment(String name) {
        return stage.client().resources(ModelExperiment.class).inNamespace(NAMESPACE).withName(name);
    }

    Optional<Service> service(Scene scene) {
        return Optional.ofNullable(stage.client().services().inNamespace(NAMESPACE).withName(scene.service()).get());
    }

    /** Which variant's pods the clients' Service leads to; "proxies" while they are in the path. */
    String servedBy(Scene scene) {
        Map<String, String> selector = service(scene).orElseThrow().getSpec().getSelector();
        return selector.getOrDefault("version", "proxies");
    }

    void patch(Scene scene, String mergePatch) {
        resource(scene).patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
    }

    /** Deletes experiments, the last scenes first so that nobody takes a turn, and waits until they are gone. */
    void deleteAll(Collection<Scene> scenes) {
        scenes.stream().sorted(Comparator.reverseOrder()).forEach(scene -> resource(scene).delete());
        scenes.forEach(scene -> await(scene + " gone").atMost(PATIENCE).until(() -> resource(scene).get() == null));
    }

    /** Tells both exporters what to export. */
    void export(FlawedExporter.Mode mode) {
        stage.client().pods().inNamespace(NAMESPACE).withLabel("app", "flawed-exporter").list().getItems().forEach(pod -> {
            try {
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://" + pod.getStatus().getPodIP() + ":8080/mode"))
                        .POST(HttpRequest.BodyPublishers.ofString(mode.name())).build(), HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    Stage stage() {
        return stage;
    }

    private static String clientService(Scene scene) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec:
                  selector: {app: digits, version: baseline}
                  ports: [{name: http, port: 8080, targetPort: http}]
                """.formatted(scene.service(), NAMESPACE);
    }

    private static String exporter(String version) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: flawed-exporter-%1$s, namespace: %2$s}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: flawed-exporter, version: %1$s}}
                  template:
                    metadata:
                      labels: {app: flawed-exporter, version: %1$s}
                      annotations: {prometheus.io/scrape: "true", prometheus.io/port: "8080"}
                    spec:
                      containers:
                      - name: exporter
                        image: gauntlet/flawed-exporter:1
                        ports: [{name: http, containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 1}
                """.formatted(version, NAMESPACE);
    }

    @Override
    public void close() {
        clients.values().forEach(TrafficGenerator::close);
        deleteAll(List.of(Scene.values()));
        models.close();
        stage.client().namespaces().withName(NAMESPACE).delete();
    }
}
