package dev.gauntlet.comparator;

import dev.gauntlet.comparator.ComparatorConfig.Challenger;
import dev.gauntlet.comparator.compare.PairJudge;
import io.prometheus.client.exporter.common.TextFormat;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running comparator: one port per challenger, and one for metrics and health. */
public final class ComparatorServer implements AutoCloseable {

    private static final int START_SECONDS = 30;
    private static final int IDLE_SECONDS = 60;
    private static final int HEADER_BYTES = 65_536;
    private static final double MILLIS = 1e-3;

    private final Vertx vertx;
    private final ComparatorConfig config;
    private final ComparatorMetrics metrics;
    private final Map<String, Integer> ports = new TreeMap<>();
    private int metricsPort;

    private ComparatorServer(Vertx vertx, ComparatorConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.metrics = new ComparatorMetrics(config, ManagementFactory.getRuntimeMXBean().getStartTime() * MILLIS);
    }

    /**
     * Starts a comparator.
     *
     * @param config what it compares
     * @return once all ports are open
     * @throws IllegalArgumentException if the configuration makes no sense
     * @throws IllegalStateException if a port cannot be opened; nothing runs then
     */
    public static ComparatorServer start(ComparatorConfig config) {
        PairJudge judge = PairJudge.of(config.comparison());
        // No file is served, so none has to be written: the pod's file system is read-only.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(Math.min(2, Runtime.getRuntime().availableProcessors()))
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        ComparatorServer server = null;
        try {
            server = new ComparatorServer(vertx, config);
            server.open(judge);
            return server;
        } finally {
            if (server == null || server.metricsPort == 0) {
                vertx.close();
            }
        }
    }

    private void open(PairJudge judge) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(config.maximumConcurrent())
                // Shorter than common servers keep a connection, so that none is closed while a request is on its way.
                .setKeepAliveTimeout(1).setConnectTimeout(config.timeoutMilliseconds()).setMaxHeaderSize(HEADER_BYTES));
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("compare", Runtime.getRuntime().availableProcessors());
        // A body on its way stands in a buffer that grows by doubling and in the queues to both models; then it is read and compared.
        HeldBytes held = new HeldBytes(Runtime.getRuntime().maxMemory() / 6);
        CopyReceiver.Shared shared = new CopyReceiver.Shared(new Admission(config), held, judge, workers, metrics,
                config.comparison().logBodies() ? Optional.of(new DivergenceLog(System::nanoTime)) : Optional.empty(),
                config.comparison().maximumBodyBytes(), config.timeoutMilliseconds(), config.relayStatus());
        ModelClient champion = new ModelClient(vertx, client, config.champion().name(), config.champion().url(), true, config);
        for (Challenger challenger : config.challengers()) {
            ModelClient asked = new ModelClient(vertx, client, challenger.name(), challenger.url(), false, config);
            ports.put(challenger.name(), listen(challenger.listenPort(),
                    new CopyReceiver(challenger.name(), new CopyReceiver.Models(champion, asked), shared)));
        }
        metricsPort = listen(config.metricsPort(), this::tell);
    }

    private int listen(int port, Handler<HttpServerRequest> handler) {
        try {
            return get(vertx.createHttpServer(new HttpServerOptions()
                    .setHost(config.listenAddress()).setPort(port)
                    .setIdleTimeout(IDLE_SECONDS).setMaxHeaderSize(HEADER_BYTES).setMaxInitialLineLength(HEADER_BYTES)
                    .setHandle100ContinueAutomatically(true).setHttp2ClearTextEnabled(false))
                    .requestHandler(handler).listen()).actualPort();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("port " + port + " of " + config.listenAddress() + " cannot be opened ("
                    + (e.getCause() == null ? e : e.getCause()).getMessage() + "); choose another one", e);
        }
    }

    private void tell(HttpServerRequest request) {
        switch (request.path()) {
            case "/metrics" -> request.response().putHeader("Content-Type", TextFormat.CONTENT_TYPE_004)
                    .end(metrics.expose());
            case "/healthz" -> request.response().end("ok\n");
            default -> request.response().setStatusCode(404).end("ask for /metrics or /healthz\n");
        }
    }

    /** The port at which copies for a challenger arrive. */
    public int port(String challenger) {
        return ports.get(challenger);
    }

    /** The port of {@code /metrics} and {@code /healthz}. */
    public int metricsPort() {
        return metricsPort;
    }

    /** Closes all ports and connections; comparisons under way are lost. */
    @Override
    public void close() {
        try {
            get(vertx.close());
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the comparator cannot be stopped", e);
        }
    }

    private static <T> T get(Future<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
