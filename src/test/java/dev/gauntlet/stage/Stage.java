package dev.gauntlet.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.demo.DigitsDataset;
import dev.gauntlet.demo.DigitsModelServer;
import dev.gauntlet.local.ContainerRecipe;
import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.LocalNode;
import dev.gauntlet.local.LocalPrometheus;
import dev.gauntlet.local.NginxRecipe;
import dev.gauntlet.local.gateway.LocalGatewayServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The installation itself; closing it ends every process it started. */
public final class Stage implements AutoCloseable {

    /** Namespace of the operator. */
    public static final String OPERATOR_NAMESPACE = "gauntlet-system";
    /** Root of the project. */
    public static final Path PROJECT = Path.of(System.getProperty("project.basedir", ".")).toAbsolutePath().normalize();

    private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);

    private static final Duration SCRAPED_WITHIN = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Path directory;
    private final LocalControlPlane controlPlane;
    private final LocalNode node;
    private final LocalPrometheus prometheus;
    private final KubernetesClient client;
    private final Kubectl kubectl;

    private Stage(Path directory, Consumer<String> progress) {
        this.directory = directory;
        LocalBinaries binaries = LocalBinaries.resolve();
        progress.accept("starting etcd, kube-apiserver (RBAC on) and kube-controller-manager");
        this.controlPlane = LocalControlPlane.start(binaries, directory.resolve("control-plane"));
        try {
            this.client = controlPlane.newAdminClient();
            this.kubectl = new Kubectl(binaries.kubectl(), controlPlane.adminKubeconfig());
            progress.accept("starting the node that runs pods as processes, and Prometheus");
            this.node = LocalNode.start(controlPlane, directory.resolve("pods"));
            this.prometheus = LocalPrometheus.start(controlPlane, directory.resolve("prometheus"), SCRAPE_INTERVAL);
            node.register("openresty/openresty", new NginxRecipe(binaries));
            node.register("gauntlet/digits-model", digitsModel());
            node.register("gauntlet/frontend", frontend());
            node.register("gauntlet/operator",
                    new OperatorRecipe(controlPlane, prometheus.uri(), PROJECT.resolve("target/quarkus-app/quarkus-run.jar")));
        } catch (RuntimeException e) {
            controlPlane.close();
            throw e;
        }
    }

    /**
     * Starts control plane, node and Prometheus.
     *
     * @param directory gets data and logs
     * @param progress told what is being done
     */
    public static Stage start(Path directory, Consumer<String> progress) {
        return new Stage(directory, progress);
    }

    /** Installs the operator as deploy/ does, with the settings of the quick start, and waits until it leads. */
    public void installOperator() {
        // An API server before 1.25 does not know the schema's CEL rules; kubectl would refuse the file for them.
        kubectl.run("apply", "--validate=false", "-k", PROJECT.resolve("examples/quickstart/operator").toString());
        kubectl.run("rollout", "status", "-n", OPERATOR_NAMESPACE, "deployment/gauntlet-operator", "--timeout=120s");
    }

    /**
     * Waits until Prometheus has scraped a number of pods of a namespace.
     *
     * @throws IllegalStateException when it has not within 30 s
     */
    public void awaitScraped(String namespace, int pods) {
        Instant deadline = Instant.now().plus(SCRAPED_WITHIN);
        HttpRequest request = query("count(up{namespace=\"" + namespace + "\"} == 1) >= " + pods);
        while (!answer(request).contains("\"value\"")) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("Prometheus does not scrape " + pods + " pods of " + namespace);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** The sum of the series that a selector finds, as Prometheus has them now; 0 if it finds none. */
    public double sum(String selector) {
        return Serialization.unmarshal(answer(query("sum(" + selector + ") or vector(0)")), JsonNode.class)
                .at("/data/result/0/value/1").asDouble();
    }

    private HttpRequest query(String expression) {
        return HttpRequest.newBuilder(prometheus.uri().resolve("/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8))).build();
    }

    private static String answer(HttpRequest request) {
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static ContainerRecipe digitsModel() {
        JavaRecipe server = new JavaRecipe(DigitsModelServer.class.getName());
        String data = PROJECT.resolve(DigitsDataset.DEFAULT_FILE).toString();
        return launch -> {
            ProcessBuilder process = server.process(launch);
            process.command().add("--data=" + data);
            return process;
        };
    }

    private ContainerRecipe frontend() {
        JavaRecipe server = new JavaRecipe(LocalGatewayServer.class.getName());
        return launch -> {
            ProcessBuilder process = server.process(launch);
            process.environment().put("KUBECONFIG", controlPlane.adminKubeconfig().toString());
            return process;
        };
    }

    /** Where data and logs are. */
    public Path directory() {
        return directory;
    }

    /** The control plane. */
    public LocalControlPlane controlPlane() {
        return controlPlane;
    }

    /** The node. */
    public LocalNode node() {
        return node;
    }

    /** Prometheus. */
    public LocalPrometheus prometheus() {
        return prometheus;
    }

    /** An administrator's client. */
    public KubernetesClient client() {
        return client;
    }

    /** An administrator's kubectl. */
    public Kubectl kubectl() {
        return kubectl;
    }

    @Override
    public void close() {
        node.close();
        prometheus.close();
        client.close();
        controlPlane.close();
    }
}
