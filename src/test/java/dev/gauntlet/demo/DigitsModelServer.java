package dev.gauntlet.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves one of the digit models over HTTP: the Open Inference Protocol v2 under {@code /v2}, Prometheus metrics at
 * {@code /metrics}, feedback at {@code /labels} and, if enabled, failures on demand at {@code /control/failing}.
 *
 * <p>On {@link #close()} or SIGTERM it reports itself unready, goes on answering for the drain time while asking
 * clients to close their connections, finishes what has begun and stops.
 */
public final class DigitsModelServer implements AutoCloseable {

    /** Header by which a router tells the bounded hash bucket of the unit that makes the request. */
    public static final String UNIT_BUCKET_HEADER = "X-Gauntlet-Unit-Bucket";

    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int THREADS = 8;
    private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(5);

    static {
        // Read once by the JDK's server when it is first used. Without the first, an answer's head and body leave as
        // two packets and the second waits for a delayed acknowledgement (40 ms); the others keep it from closing
        // pooled connections that a proxy believes to be alive.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    }

    /**
     * How a server is run.
     *
     * @param listen the address to listen on; port 0 takes a free one
     * @param model the model to train and serve
     * @param name the server's name in its metadata
     * @param version the version of the model
     * @param data the file of the data set
     * @param failable whether {@code POST /control/failing {"rate": 1.0}} makes the server answer 500 from then on
     * @param drain how long it still takes requests after it was told to stop
     * @param remembered how many predictions wait for their label at most; older ones are forgotten
     * @param traits what an image costs, how sure the model is, and the memory it holds
     */
    public record Options(
            InetSocketAddress listen,
            DigitsModel model,
            String name,
            String version,
            Path data,
            boolean failable,
            Duration drain,
            int remembered,
            ServingTraits traits) {

        private static final Set<String> FLAGS = Set.of(
                "listen", "model", "name", "version", "data", "fail-after-control", "drain-millis", "remembered");

        /**
         * Reads the options from command-line flags; only {@code --model} is required.
         *
         * @param arguments {@code --model=baseline|candidate|damaged|same}, {@code --listen=host:port},
         *     {@code --name=...}, {@code --version=...}, {@code --data=FILE}, {@code --fail-after-control},
         *     {@code --drain-millis=N}, {@code --remembered=N}; and by which a challenger becomes better or worse:
         *     {@code --micros-per-pixel=N} (slower), {@code --microdollars-per-pixel=N} (dearer), {@code --sharpness=X} (below
         *     1: less sure, with more alternatives and other scores), {@code --memory-mebibytes=N} (larger);
         *     {@code --tell-confidence} adds an output that tells how sure the model is
         * @return the options
         * @throws IllegalArgumentException if a flag is unknown or malformed
         */
        public static Options parse(String... arguments) {
            Set<String> known = new HashSet<>(FLAGS);
            known.addAll(ServingTraits.FLAGS);
            Flags flags = Flags.parse(arguments, known);
            DigitsModel model = DigitsModel.named(flags.required("model"));
            return new Options(
                    flags.address("listen", "127.0.0.1:8080"),
                    model,
                    flags.text("name", "digits-server"),
                    flags.text("version", model.name().toLowerCase(Locale.ROOT)),
                    Path.of(flags.text("data", DigitsDataset.DEFAULT_FILE.toString())),
                    flags.on("fail-after-control"),
                    Duration.ofMillis(flags.number("drain-millis", 500)),
                    (int) flags.number("remembered", 20_000),
                    ServingTraits.of(flags));
        }
    }

    private final HttpServer server;
    private final ExecutorService executor;
    private final ModelApi api;
    private final Duration drain;
    private final double heldOutAccuracy;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean draining;

    private DigitsModelServer(Options options) throws IOException {
        DigitsDataset.Split split = DigitsDataset.load(options.data()).split();
        Classifier classifier = options.model().train(split.train()).sharpened(options.traits().sharpness());
        heldOutAccuracy = classifier.accuracyOn(split.heldOut());
        PredictionScores scores = new PredictionScores(options.remembered());
        InferenceMetrics inferences = new InferenceMetrics();
        ServerMetrics metrics = new ServerMetrics(
                scores, inferences, options.traits().memoryBytes(), ProcessHandle.current().info().startInstant().orElseThrow());
        api = new ModelApi(classifier, options.name(), options.version(), options.failable(), () -> !draining, scores, inferences,
                metrics, options.traits());
        drain = options.drain();
        server = HttpServer.create(options.listen(), 0);
        executor = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
    }

    /**
     * Trains the model and starts to serve it.
     *
     * @param options how to run
     * @return the running server
     * @throws IOException if the data set cannot be read or the address cannot be listened on
     */
    public static DigitsModelServer start(Options options) throws IOException {
        DigitsModelServer server = new DigitsModelServer(options);
        server.server.start();
        return server;
    }

    /**
     * Runs a server until SIGTERM. Prints one line when it is ready:
     * {@code ready URI model=NAME heldOutAccuracy=SHARE}.
     *
     * @param arguments see {@link Options#parse}
     * @throws IOException if the server cannot be started
     */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(arguments);
        DigitsModelServer server = start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
        System.out.printf(
                "ready %s model=%s heldOutAccuracy=%.4f%n",
                server.uri(), options.model().name().toLowerCase(Locale.ROOT), server.heldOutAccuracy());
    }

    /** Returns where the server listens, such as {@code http://127.0.0.1:8080}. */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort()));
    }

    /** Returns the accuracy of the model on the images it was not trained on, 0 to 1. */
    public double heldOutAccuracy() {
        return heldOutAccuracy;
    }

    private void handle(HttpExchange exchange) throws IOException {
        inFlight.incrementAndGet();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            HttpAnswer answer = body.length > MAX_BODY_BYTES
                    ? HttpAnswer.error(413, "the request is larger than %d bytes".formatted(MAX_BODY_BYTES))
                    : api.answer(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            exchange.getRequestHeaders().getFirst(UNIT_BUCKET_HEADER),
                            body);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            if (draining) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /** Drains and stops the server; does nothing if it is stopped already. */
    @Override
    public synchronized void close() {
        if (draining) {
            return;
        }
        draining = true;
        pause(drain);
        long deadline = System.nanoTime() + FINISH_TIMEOUT.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < deadline) {
            pause(Duration.ofMillis(5));
        }
        server.stop(0);
        executor.shutdownNow();
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
