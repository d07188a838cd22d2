package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A small gateway for tests on 127.0.0.1 that does with real requests what one route object of a cluster says, for systems whose own
 * gateway cannot be run here. It reads the object every 200 ms, sends requests to the cluster IPs of the Services it names, counts them
 * in the series of the real system (at {@code /metrics} of {@link #metricsUri()}), and writes the status that the real controller writes.
 */
public final class LocalGateway implements AutoCloseable {

    /** Field manager of what it writes. */
    public static final String FIELD_MANAGER = "local-gateway";

    private static final System.Logger LOG = System.getLogger(LocalGateway.class.getName());
    private static final long POLL_MILLIS = 200;

    /** What the gateway makes of the route. */
    public enum Conduct {
        /** It takes every change and says so. */
        ACCEPT,
        /** It takes no further change and says so; traffic flows by what it took last. */
        REFUSE,
        /** It takes no further change and writes no status. */
        IGNORE
    }

    /** The systems it stands in for. */
    public enum Kind {
        /** An HTTPRoute of the Gateway API, as Envoy Gateway works by it. */
        HTTP_ROUTE,
        /** A VirtualService of Istio. */
        VIRTUAL_SERVICE,
        /** A TraefikService. */
        TRAEFIK_SERVICE,
        /** A Service of Knative. */
        KNATIVE_SERVICE,
        /** An InferenceService of KServe in its deployment mode Knative. */
        KSERVE_KNATIVE,
        /** An InferenceService of KServe in its deployment mode Standard. */
        KSERVE_STANDARD,
        /** An Experiment of Seldon Core 2. */
        SELDON_EXPERIMENT;

        private RouteReader reader() {
            return switch (this) {
                case HTTP_ROUTE -> new HttpRouteReader();
                case VIRTUAL_SERVICE -> new VirtualServiceReader();
                case TRAEFIK_SERVICE -> new TraefikServiceReader();
                case KNATIVE_SERVICE -> new KnativeServiceReader();
                case KSERVE_KNATIVE -> new KServeKnativeReader();
                case KSERVE_STANDARD -> new KServeStandardReader();
                case SELDON_EXPERIMENT -> new SeldonExperimentReader();
            };
        }
    }

    /**
     * Where it listens.
     *
     * @param host a loopback address
     * @param trafficPort for requests; 0 for any
     * @param metricsPort for scrapes; 0 for any
     */
    record Addresses(String host, int trafficPort, int metricsPort) {
    }

    private final Addresses addresses;
    private final KubernetesClient client;
    private final RouteReader reader;
    private final String namespace;
    private final String name;
    private final ClusterObjects cluster;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)
            .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
    private final ScheduledExecutorService poll = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "local-gateway");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer traffic;
    private final HttpServer metrics;
    private volatile Conduct conduct = Conduct.ACCEPT;
    private volatile List<Rule> rules = List.of();
    private volatile Endpoints endpoints = Endpoints.none();
    private volatile long generation = -1;

    private LocalGateway(Config config, Kind kind, String namespace, String name, Addresses addresses) {
        this.addresses = addresses;
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.reader = kind.reader();
        this.namespace = namespace;
        this.name = name;
        this.cluster = this::read;
        Forwarder forwarder = new Forwarder(vertx, () -> rules, () -> endpoints, reader.metrics());
        this.traffic = listen(forwarder::handle, addresses.host(), addresses.trafficPort());
        this.metrics = listen(request -> request.response().putHeader("Content-Type", "text/plain; version=0.0.4")
                .end(reader.metrics().exposition()), addresses.host(), addresses.metricsPort());
    }

    private HttpServer listen(Handler<HttpServerRequest> handler, String host, int port) {
        return vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true)).requestHandler(handler)
                .listen(port, host).toCompletionStage().toCompletableFuture().join();
    }

    /**
     * Starts a gateway for one route, which need not exist yet, on free ports of 127.0.0.1.
     *
     * @param config an administrator's, for a client of its own
     */
    public static LocalGateway start(Config config, Kind kind, String namespace, String name) {
        return start(config, kind, namespace, name, new Addresses("127.0.0.1", 0, 0));
    }

    static LocalGateway start(Config config, Kind kind, String namespace, String name, Addresses addresses) {
        LocalGateway gateway = new LocalGateway(config, kind, namespace, name, addresses);
        gateway.poll.scheduleWithFixedDelay(gateway::look, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        return gateway;
    }

    /** Where it takes requests. */
    public URI uri() {
        return URI.create("http://" + addresses.host() + ":" + traffic.actualPort());
    }

    /** Where its metrics are scraped, path included. */
    public URI metricsUri() {
        return URI.create("http://" + addresses.host() + ":" + metrics.actualPort() + "/metrics");
    }

    /** From now on it does so. */
    public void conduct(Conduct wanted) {
        conduct = wanted;
    }

    /** Generation of the route by which traffic flows; -1 before the first. */
    public long generation() {
        return generation;
    }

    private void look() {
        try {
            endpoints = Endpoints.read(client, namespace);
            Optional<ObjectNode> route = read(reader.kind(), namespace, name);
            if (route.isEmpty()) {
                rules = List.of();
                return;
            }
            Conduct now = conduct;
            if (now == Conduct.ACCEPT) {
                rules = reader.rules(route.get(), cluster);
                generation = route.get().at("/metadata/generation").asLong();
            }
            if (now != Conduct.IGNORE) {
                reader.status(route.get(), now == Conduct.ACCEPT, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                        .ifPresent(status -> write(route.get(), status));
            }
        } catch (KubernetesClientException e) {
            LOG.log(System.Logger.Level.DEBUG, "the route cannot be read or written now", e);
        } catch (RuntimeException e) {
            // Thrown further, it would end the schedule for good.
            LOG.log(System.Logger.Level.ERROR, "the route " + name + " is not followed", e);
        }
    }

    private Optional<ObjectNode> read(ObjectKind kind, String inNamespace, String named) {
        GenericKubernetesResource found = resources(kind).inNamespace(inNamespace).withName(named).get();
        return Optional.ofNullable(found).map(object -> Serialization.jsonMapper().<ObjectNode>valueToTree(object));
    }

    private MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> resources(ObjectKind kind) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder().withGroup(kind.group())
                .withVersion(kind.version()).withKind(kind.kind()).withPlural(kind.plural()).withNamespaced(kind.namespaced()).build());
    }

    private void write(ObjectNode route, ObjectNode status) {
        if (withoutTimes(status).equals(withoutTimes(route.path("status")))) {
            return;
        }
        ObjectNode patch = status.objectNode();
        patch.set("status", status);
        resources(reader.kind()).inNamespace(namespace).withName(name).subresource("status").patch(
                new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withFieldManager(FIELD_MANAGER).build(), patch.toString());
    }

    /** Parsed anew, because the same number of another type would not be equal, and every look would write. */
    private static JsonNode withoutTimes(JsonNode status) {
        JsonNode copy = status.isMissingNode() ? status : Serialization.unmarshal(status.toString(), JsonNode.class);
        copy.findParents("lastTransitionTime").forEach(condition -> ((ObjectNode) condition).remove("lastTransitionTime"));
        return copy;
    }

    @Override
    public void close() {
        poll.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
    }
}
