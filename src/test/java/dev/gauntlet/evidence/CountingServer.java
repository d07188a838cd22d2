package dev.gauntlet.evidence;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model server that counts requests by code and bucket, and remembers what each scrape was served. Every scrape carries its own
 * number, so that the stored ones can be told from those that were served in vain.
 */
final class CountingServer implements AutoCloseable {
    private final InetSocketAddress address;
    private final String version;
    private final List<Scrape> scrapes = new ArrayList<>();
    private final Map<String, Long> counters = new TreeMap<>();
    private HttpServer server;
    private long processStartMillis;
    private int life;

    /**
     * What one scrape was served.
     *
     * @param life the number of the process that served it
     * @param counters the value of each series
     */
    record Scrape(int life, Map<String, Long> counters) {
    }

    CountingServer(InetSocketAddress address, String version) {
        this.address = address;
        this.version = version;
    }

    /** Starts a new process: all counters are at zero and absent. */
    synchronized CountingServer start() throws IOException {
        life++;
        counters.clear();
        processStartMillis = System.currentTimeMillis();
        server = HttpServer.create(address, 0);
        server.createContext("/metrics", this::serve);
        server.start();
        return this;
    }

    /** Ends the process. */
    synchronized void stop() {
        server.stop(0);
    }

    /** A request was answered. */
    synchronized void count(int code, int bucket) {
        counters.merge("requests_total{code=\"" + code + "\",instance=\"" + instance() + "\",job=\"app\",unit_bucket=\"" + bucket
                + "\",version=\"" + version + "\"}", 1L, Long::sum);
    }

    String instance() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** What the scrape of a number, counted from zero, was served. */
    synchronized Scrape scrape(int number) {
        return scrapes.get(number);
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body;
        synchronized (this) {
            StringBuilder text = new StringBuilder("process_start_time_seconds " + processStartMillis / 1000.0 + "\n");
            text.append("scrape_number ").append(scrapes.size()).append('\n');
            counters.forEach((series, value) -> text.append(exposed(series)).append(' ').append(value).append('\n'));
            scrapes.add(new Scrape(life, Map.copyOf(counters)));
            body = text.toString().getBytes(StandardCharsets.UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** The scraper adds instance and job itself. */
    private static String exposed(String series) {
        return series.replaceAll("instance=\"[^\"]*\",job=\"app\",", "");
    }

    @Override
    public void close() {
        stop();
    }
}
