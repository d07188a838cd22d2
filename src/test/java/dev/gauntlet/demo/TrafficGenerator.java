package dev.gauntlet.demo;

import dev.gauntlet.demo.DigitsDataset.LabelledImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The clients of the digit models: sends held-out images at a fixed rate, whatever comes back (an open loop, so a slow
 * server does not slow its clients down), and a little later tells every model server the label.
 *
 * <p>Images are drawn with replacement and each request comes from a user drawn from a pool. Connections are kept alive
 * and renewed after a number of requests, as connection pools do; a request on a connection that dies is not repeated.
 * Failures are counted and never end the traffic. All work is done by one thread, which ends with {@link #close()}.
 */
public final class TrafficGenerator implements AutoCloseable {

    /** Header that names the user who makes the request. */
    public static final String USER_HEADER = "X-User-Id";

    private static final String INFER_PATH = "/v2/models/" + ModelApi.MODEL_NAME + "/infer";
    private static final long TICK_MILLIS = 2;
    private static final int MAX_CONNECTIONS = 32;
    private static final int MAX_UNDER_WAY = 1024;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(5);
    private static final Set<String> FLAGS = Set.of(
            "url",
            "labels",
            "rate",
            "users",
            "label-delay-millis",
            "timeout-millis",
            "requests-per-connection",
            "seed",
            "data",
            "seconds");
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * What traffic to make.
     *
     * @param ratePerSecond requests per second, more than 0
     * @param users size of the pool of users, at least 1
     * @param labelDelay from an answer to its label
     * @param timeout how long to wait for an answer
     * @param requestsPerConnection after how many requests a connection is renewed, at least 1
     * @param seed of the choice of images and users
     */
    public record Profile(
            double ratePerSecond,
            int users,
            Duration labelDelay,
            Duration timeout,
            int requestsPerConnection,
            long seed) {

        /** Returns a profile of 200 requests a second by 1000 users, labels 200 ms later. */
        public static Profile standard() {
            return new Profile(200, 1000, Duration.ofMillis(200), Duration.ofSeconds(2), 100, 1);
        }

        /** Returns the same profile with another rate. */
        public Profile withRate(double requestsPerSecond) {
            return new Profile(requestsPerSecond, users, labelDelay, timeout, requestsPerConnection, seed);
        }
    }

    private final RequestOptions target;
    private final Profile profile;
    private final List<LabelledImage> images;
    private final Map<LabelledImage, String> inputs = new IdentityHashMap<>();
    private final Random random;
    private final String idPrefix;
    private final TrafficStatistics statistics = new TrafficStatistics();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Vertx vertx;
    private final HttpClient client;
    private final LabelSender labels;
    private final Map<HttpConnection, Integer> requestsOn = new IdentityHashMap<>();
    private long paced;
    private long underWay;
    private long startNanos;
    private boolean stopping;

    private TrafficGenerator(
            URI baseUri, Supplier<? extends Collection<URI>> modelServers, DigitsDataset heldOut, Profile profile) {
        this.profile = profile;
        images = heldOut.images();
        images.forEach(image -> inputs.put(image, InferenceRequest.inputsOf(image)));
        random = new Random(profile.seed());
        idPrefix = UUID.randomUUID() + "-";
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout((int) profile.timeout().toMillis()))
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_UNDER_WAY))
                .withConnectHandler(this::connected)
                .build();
        labels = new LabelSender(vertx, modelServers, profile.labelDelay(), profile.timeout(), statistics);
        target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(baseUri.resolve(INFER_PATH).toString())
                .setTimeout(profile.timeout().toMillis())
                .putHeader("Content-Type", "application/json");
    }

    /**
     * Starts the traffic.
     *
     * @param baseUri where clients reach the models, such as {@code http://10.96.0.12:80}
     * @param modelServers the base addresses of all model servers that may have made a prediction; asked anew for each
     *     delivery of labels, on the generator's own thread
     * @param heldOut the images to send
     * @param profile what traffic to make
     * @return the running generator
     */
    public static TrafficGenerator start(
            URI baseUri, Supplier<? extends Collection<URI>> modelServers, DigitsDataset heldOut, Profile profile) {
        TrafficGenerator generator = new TrafficGenerator(baseUri, modelServers, heldOut, profile);
        generator.vertx.runOnContext(start -> generator.warmUp());
        return generator;
    }

    /** Lets the clock start when the first request has ended, so that loading the classes causes no burst. */
    private void warmUp() {
        send(System.nanoTime()).onComplete(ended -> {
            startNanos = System.nanoTime();
            vertx.setPeriodic(TICK_MILLIS, this::tick);
        });
    }

    /**
     * Makes traffic for a while or until SIGTERM and prints a report every five seconds and at the end.
     *
     * @param arguments {@code --url=URI} and {@code --labels=URI,URI,...}, both required; {@code --rate=N} a second,
     *     {@code --users=N}, {@code --label-delay-millis=N}, {@code --timeout-millis=N},
     *     {@code --requests-per-connection=N}, {@code --seed=N}, {@code --data=FILE}, {@code --seconds=N}
     * @throws IOException if the data set cannot be read
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Flags flags = Flags.parse(arguments, FLAGS);
        Profile standard = Profile.standard();
        Profile profile = new Profile(
                flags.number("rate", (long) standard.ratePerSecond()),
                (int) flags.number("users", standard.users()),
                Duration.ofMillis(flags.number("label-delay-millis", standard.labelDelay().toMillis())),
                Duration.ofMillis(flags.number("timeout-millis", standard.timeout().toMillis())),
                (int) flags.number("requests-per-connection", standard.requestsPerConnection()),
                flags.number("seed", standard.seed()));
        Path data = Path.of(flags.text("data", DigitsDataset.DEFAULT_FILE.toString()));
        List<URI> modelServers = Arrays.stream(flags.required("labels").split(",")).map(URI::create).toList();
        TrafficGenerator generator = start(
                URI.create(flags.required("url")),
                () -> modelServers,
                DigitsDataset.load(data).split().heldOut(),
                profile);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            generator.close();
            System.out.println(generator.report());
        }, "report"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(flags.number("seconds", Integer.MAX_VALUE));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, REPORT_INTERVAL.toNanos()));
            System.out.println(generator.report());
        }
        System.exit(0);
    }

    private void connected(HttpConnection connection) {
        statistics.connected();
        requestsOn.put(connection, 0);
        connection.closeHandler(closed -> requestsOn.remove(connection));
        // The request on the connection fails and is counted; without a handler the same is logged as an error.
        connection.exceptionHandler(error -> {});
    }

    private void tick(long timer) {
        if (stopping) {
            if (underWay == 0 && labels.drained()) {
                vertx.cancelTimer(timer);
                finished.countDown();
            }
            return;
        }
        double elapsedSeconds = (System.nanoTime() - startNanos) / 1e9;
        while (paced + 1 <= elapsedSeconds * profile.ratePerSecond()) {
            paced++;
            send(startNanos + (long) (paced / profile.ratePerSecond() * 1e9));
        }
    }

    private Future<Integer> send(long dueNanos) {
        long number = statistics.sent();
        if (underWay >= MAX_UNDER_WAY) {
            statistics.unanswered();
            return Future.failedFuture("too many requests under way");
        }
        underWay++;
        LabelledImage image = images.get(random.nextInt(images.size()));
        String user = "user-" + random.nextInt(profile.users());
        String id = idPrefix + number;
        Buffer body = Buffer.buffer("{\"id\":\"" + id + "\"," + inputs.get(image) + "}");
        return client.request(new RequestOptions(target).putHeader(USER_HEADER, user))
                .compose(request -> exchange(request, body))
                .onSuccess(status -> {
                    statistics.answered(status, System.nanoTime() - dueNanos);
                    if (status / 100 == 2) {
                        labels.add(id, image.label());
                    }
                })
                .onFailure(error -> statistics.unanswered())
                .onComplete(ended -> underWay--);
    }

    private Future<Integer> exchange(HttpClientRequest request, Buffer body) {
        HttpConnection connection = request.connection();
        Integer requests = requestsOn.computeIfPresent(connection, (same, count) -> count + 1);
        boolean last = requests != null && requests >= profile.requestsPerConnection();
        if (last) {
            request.putHeader("Connection", "close");
        }
        return request.send(body)
                .compose(response -> response.body().map(response.statusCode()))
                .onComplete(ended -> {
                    if (last) {
                        connection.close();
                    }
                });
    }

    /** Returns the counts and latencies so far. */
    public TrafficReport report() {
        return statistics.report();
    }

    /** Sends nothing new, waits for what is under way, delivers the last labels and ends the thread; once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        vertx.runOnContext(stop -> stopping = true);
        try {
            finished.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the traffic did not end", e);
        }
    }
}
