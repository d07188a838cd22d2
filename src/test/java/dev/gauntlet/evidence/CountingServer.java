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
 * A model server that counts requests by code and bucket, what they cost and how long they took, and remembers what each scrape
 * was served. Every scrape carries its own number, so that the stored ones can be told from those that were served in vain.
 */
final class CountingServer implements AutoCloseable {
    static final List<String> BOUNDS = List.of("0.1", "0.25", "1", "+Inf");

    private final InetSocketAddress address;
    private final String version;
    private final List<Scrape> scrapes = new ArrayList<>();
    private final Map<String, Double> counters = new TreeMap<>();
    private HttpServer server;
    private long processStartMillis;
    private int life;
    private double queue;

    /**
     * What one scrape was served.
     *
     * @param life the number of the process that served it
     * @param counters the value of each series
     * @param queue the value of the gauge {@code queue_depth}
     */
    record Scrape(int life, Map<String, Double> counters, double queue) {
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
        add("requests_total{code=\"" + code + "\",", bucket, 1);
    }

    /** A request cost something and took some time. */
    synchronized void observe(double cost, double seconds, int bucket) {
        add("cost_sum{", bucket, cost);
        add("cost_count{", bucket, 1);
        add("cost_sumsq{", bucket, cost * cost);
        for (String bound : BOUNDS) {
            boolean within = bound.equals("+Inf") || seconds <= Double.parseDouble(bound);
            counters.merge("latency_bucket{" + origin() + ",le=\"" + bound + "\"" + unit(bucket), within ? 1.0 : 0.0,
                    Double::sum);
        }
    }

    /** What the gauge shows from now on. */
    synchronized void queue(double depth) {
        queue = depth;
    }

    private void add(String beginning, int bucket, double increment) {
        counters.merge(beginning + origin() + unit(bucket), increment, Double::sum);
    }

    private String origin() {
        return "instance=\"" + instance() + "\",job=\"app\"";
    }

    private String unit(int bucket) {
        return ",unit_bucket=\"" + bucket + "\",version=\"" + version + "\"}";
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
            text.append("queue_depth{version=\"").append(version).append("\"} ").append(queue).append('\n');
            scrapes.add(new Scrape(life, Map.copyOf(counters), queue));
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
