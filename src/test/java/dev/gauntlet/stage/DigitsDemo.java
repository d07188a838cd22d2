package dev.gauntlet.stage;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.demo.DigitsDataset;
import dev.gauntlet.demo.TrafficGenerator;
import dev.gauntlet.demo.TrafficReport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The digit models on a stage, their traffic, and the experiment between them. */
public final class DigitsDemo implements AutoCloseable {

    /** Namespace of the demonstration. */
    public static final String NAMESPACE = "demo";
    /** Name of the quick start's experiment, and of the client-facing Service of all. */
    public static final String NAME = "digits";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REQUESTS_PER_CONNECTION = 10;

    private final Stage stage;
    private final Path models;
    private final Path experiment;
    private final String namespace;
    private final String experimentName;
    private TrafficGenerator traffic;
    private volatile List<URI> modelServers = List.of();

    /** A scenario on a stage; nothing is applied yet. */
    public DigitsDemo(Stage stage, Scenario scenario) {
        this(stage, scenario, NAMESPACE);
    }

    /** A scenario in a namespace of its own, so that several can play on one stage. */
    public DigitsDemo(Stage stage, Scenario scenario, String namespace) {
        this(stage, "quickstart/" + scenario, "quickstart/manifests/experiment.yaml", namespace);
    }

    /**
     * Models and an experiment of {@code examples/} in a namespace of their own.
     *
     * @param stage where they play
     * @param models the folder with the kustomization of the models, under {@code examples/}
     * @param experiment the manifest of the experiment, under {@code examples/}
     * @param namespace takes the place of the namespace in both
     */
    public DigitsDemo(Stage stage, String models, String experiment, String namespace) {
        this.stage = stage;
        this.models = Stage.PROJECT.resolve("examples").resolve(models);
        this.experiment = Stage.PROJECT.resolve("examples").resolve(experiment);
        this.namespace = namespace;
        this.experimentName = Serialization.unmarshal(experimentManifest(), ModelExperiment.class).getMetadata().getName();
    }

    /** Applies the models and Services, and waits until all models are ready and scraped. */
    public void deployModels() {
        stage.kubectl().apply(inNamespace(stage.kubectl().run("kustomize", models.toString())));
        List<Deployment> deployed = stage.client().apps().deployments().inNamespace(namespace).list().getItems().stream()
                .filter(deployment -> NAME.equals(deployment.getSpec().getTemplate().getMetadata().getLabels().get("app"))).toList();
        deployed.forEach(model -> stage.kubectl().run("rollout", "status", "-n", namespace,
                "deployment/" + model.getMetadata().getName(), "--timeout=60s"));
        stage.awaitScraped(namespace, deployed.stream().mapToInt(model -> model.getSpec().getReplicas()).sum());
    }

    /** The manifest of the experiment, in this namespace. */
    public String experimentManifest() {
        return documents().filter(DigitsDemo::isExperiment).findFirst().orElseThrow();
    }

    /** What else the experiment's file has, such as the route, in this namespace; empty if nothing. */
    public String otherManifests() {
        return documents().filter(document -> !isExperiment(document)).collect(Collectors.joining("---\n"));
    }

    private Stream<String> documents() {
        try {
            return Arrays.stream(inNamespace(Files.readString(experiment)).split("(?m)^---\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isExperiment(String document) {
        return document.contains("kind: ModelExperiment\n");
    }

    /** Applies the experiment. */
    public void startExperiment() {
        stage.kubectl().apply(experimentManifest());
    }

    private String inNamespace(String manifests) {
        return manifests.replace("namespace: " + NAMESPACE, "namespace: " + namespace)
                .replace("name: " + NAMESPACE + "\n", "name: " + namespace + "\n")
                .replace("namespace=\"" + NAMESPACE + "\"", "namespace=\"" + namespace + "\"")
                .replace("\"" + NAMESPACE + "/" + NAME + "\"", "\"" + namespace + "/" + NAME + "\"");
    }

    /** Starts client traffic on the client-facing Service. */
    public void startTraffic(double requestsPerSecond) {
        startTraffic(service(NAME), requestsPerSecond);
    }

    /** Where a Service is reached. */
    public URI service(String name) {
        Service service = stage.client().services().inNamespace(namespace).withName(name).require();
        return URI.create("http://" + service.getSpec().getClusterIP() + ":" + service.getSpec().getPorts().get(0).getPort());
    }

    /** Starts client traffic on what clients call. */
    public void startTraffic(URI base, double requestsPerSecond) {
        refreshModelServers();
        try {
            traffic = TrafficGenerator.start(base, () -> modelServers,
                    DigitsDataset.load(Stage.PROJECT.resolve(DigitsDataset.DEFAULT_FILE)).split().heldOut(),
                    clients(requestsPerSecond));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Connections that are open when the proxies step in stay with the champion until they end, as behind any Service; clients
     * that renew them after few requests are assigned within seconds. The patience keeps a busy machine from failing requests.
     */
    private static TrafficGenerator.Profile clients(double requestsPerSecond) {
        TrafficGenerator.Profile standard = TrafficGenerator.Profile.standard();
        return new TrafficGenerator.Profile(requestsPerSecond, standard.users(), standard.labelDelay(), PATIENCE, REQUESTS_PER_CONNECTION,
                standard.seed());
    }

    /** Reads the model servers' addresses again, after pods were replaced. */
    public void refreshModelServers() {
        modelServers = stage.client().pods().inNamespace(namespace).withLabel("app", NAME).list().getItems().stream()
                .filter(pod -> pod.getStatus().getPodIP() != null).map(DigitsDemo::address).toList();
    }

    /** Makes every pod of a model answer 500 from now on. */
    public void breakModel(String version) {
        stage.client().pods().inNamespace(namespace).withLabel("version", version).list().getItems().forEach(pod -> {
            HttpRequest request = HttpRequest.newBuilder(address(pod).resolve("/control/failing"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"rate\": 1.0}")).build();
            try {
                int status = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                if (status / 100 != 2) {
                    throw new IllegalStateException("the model refuses to fail: HTTP " + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        });
    }

    /** The experiment's name, from its manifest. */
    public String experimentName() {
        return experimentName;
    }

    /** The experiment as it is now; null while it does not exist. */
    public ModelExperiment experiment() {
        return stage.client().resources(ModelExperiment.class).inNamespace(namespace).withName(experimentName).get();
    }

    /** What the clients saw so far. */
    public TrafficReport traffic() {
        return traffic.report();
    }

    /** The same; empty before the traffic has begun. */
    public Optional<TrafficReport> trafficSoFar() {
        return Optional.ofNullable(traffic).map(TrafficGenerator::report);
    }

    private static URI address(Pod pod) {
        return URI.create("http://" + pod.getStatus().getPodIP() + ":8080");
    }

    @Override
    public void close() {
        if (traffic != null) {
            traffic.close();
        }
    }
}
