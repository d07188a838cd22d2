package dev.gauntlet.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A model behind a gateway: answers {@code /STATUS} with that status after a fixed time, {@code /late} with 200 long after its client has
 * gone away, and tells by a header which variant it is.
 */
final class GatewayModel implements AutoCloseable {

    /** The header that names the variant. */
    static final String VARIANT = "X-Served-By";
    /** Path of answers that come late. */
    static final String LATE = "/late";
    /** How much later than a client's patience they come. */
    private static final long LATE_MILLIS = 1_000;

    private final String variant;
    private final long millis;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    /**
     * Starts a model at port 8080.
     *
     * @param variant its name
     * @param address where it listens
     * @param millis how long it takes
     */
    GatewayModel(String variant, String address, long millis) throws IOException {
        this.variant = variant;
        this.millis = millis;
        this.server = HttpServer.create(new InetSocketAddress(address, 8080), 256);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            if (path.equals(LATE)) {
                late.incrementAndGet();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(path.equals(LATE) ? LATE_MILLIS : millis));
            exchange.getResponseHeaders().set(VARIANT, variant);
            exchange.sendResponseHeaders(path.equals(LATE) ? 200 : Integer.parseInt(path.substring(1)), -1);
        }
    }

    /** Requests that have arrived, copies and late ones among them. */
    int requests() {
        return requests.get();
    }

    /** Requests for {@code /late} that have arrived. */
    int late() {
        return late.get();
    }

    /** Counts anew. */
    void forget() {
        requests.set(0);
        late.set(0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
