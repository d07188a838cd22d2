package dev.gauntlet.e2e.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** A server whose counters grow by themselves, and that can be told to export them wrongly: {@code POST /mode} with a {@link Mode} as body. */
public final class FlawedExporter {

    private static final int PORT = 8080;
    /** Fewer than the proxies count, whose requests are then what the shares are tested by. */
    private static final double TRIALS_PER_SECOND = 1;
    private static final double SHARE_OF_SUCCESSES = 0.9;

    /** What is exported. */
    enum Mode { RIGHT, NAN, NOTHING }

    private final Instant start = Instant.now();
    private volatile Mode mode = Mode.RIGHT;

    private FlawedExporter() {
    }

    /** Serves on the pod's address until the process is ended. */
    public static void main(String[] arguments) throws Exception {
        FlawedExporter exporter = new FlawedExporter();
        HttpServer server = HttpServer.create(new InetSocketAddress(System.getenv("POD_IP"), PORT), 0);
        server.createContext("/metrics", exchange -> answer(exchange, exporter.exposition()));
        server.createContext("/mode", exchange -> {
            exporter.mode = Mode.valueOf(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, exporter.mode.name());
        });
        server.createContext("/ready", exchange -> answer(exchange, "ready"));
        server.start();
        new CountDownLatch(1).await();
    }

    private String exposition() {
        long trials = (long) (TRIALS_PER_SECOND * Duration.between(start, Instant.now()).toMillis() / 1000);
        return switch (mode) {
            case RIGHT -> text(String.valueOf(trials), String.valueOf((long) (SHARE_OF_SUCCESSES * trials)));
            case NAN -> text("NaN", "NaN");
            case NOTHING -> "";
        };
    }

    private static String text(String trials, String successes) {
        return "# TYPE flawed_trials_total counter\nflawed_trials_total " + trials
                + "\n# TYPE flawed_successes_total counter\nflawed_successes_total " + successes + "\n";
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
