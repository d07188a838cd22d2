package dev.gauntlet.bench;

import dev.gauntlet.comparator.ComparatorConfig;
import dev.gauntlet.operator.Main;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a comparator bears: copies at a constant rate, sent whether or not earlier ones are answered, to a comparator in a process of its
 * own with one processor and a small heap. Prints what it took, compared and dropped, how long senders waited, and its CPU time and memory.
 * Both models answer at once, in this process. Run it on a quiet machine with at least two cores:
 * {@code java -cp TEST-CLASSPATH dev.gauntlet.bench.ComparatorLoad [copies per second] [seconds] [heap, such as 64m]}.
 */
public final class ComparatorLoad {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String REQUEST = "{\"instances\": [" + IntStream.range(0, 64).mapToObj(i -> "0." + i)
            .collect(Collectors.joining(",")) + "]}";
    /** The share of the copies that has to be compared. */
    private static final double ENOUGH = 0.99;
    private static final long SECOND = 1_000_000_000L;

    private ComparatorLoad() {
    }

    /** Runs it once and prints the figures; fails unless nearly all copies were compared. */
    public static void main(String... arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        String heap = arguments.length > 2 ? arguments[2] : "64m";
        Vertx vertx = Vertx.vertx();
        Path file = Files.createTempFile("comparator", ".json");
        Process comparator = null;
        try {
            int copies = freePort();
            int metrics = freePort();
            Files.writeString(file, config(model(vertx, "0.7"), model(vertx, "0.6"), copies, metrics));
            comparator = start(heap, file);
            awaitReady(metrics);
            System.out.printf(Locale.ROOT, "warming up: %d copies/s for 5 s%n", rate);
            send(vertx, copies, rate, 5);
            String before = scrape(metrics);
            double cpu = cpuSeconds(comparator);
            Sent sent = send(vertx, copies, rate, seconds);
            String after = scrape(metrics);
            report(sent, before, after, cpuSeconds(comparator) - cpu, comparator, heap);
            double compared = grown("gauntlet_shadow_pairs_total", before, after);
            if (compared < ENOUGH * sent.copies()) {
                throw new IllegalStateException(String.format(Locale.ROOT, "only %.0f of %d copies were compared", compared, sent.copies()));
            }
        } finally {
            if (comparator != null) {
                comparator.destroy();
                comparator.waitFor(10, TimeUnit.SECONDS);
            }
            Files.delete(file);
            vertx.close();
        }
    }

    private record Sent(int copies, int accepted, int shed, int failed, long[] nanos, double seconds) {

        double millis(double quantile) {
            return nanos.length == 0 ? Double.NaN : nanos[(int) Math.min(nanos.length - 1, Math.round(quantile * nanos.length))] / 1e6;
        }
    }

    private static URI model(Vertx vertx, String score) throws Exception {
        String answer = "{\"predictions\": [" + IntStream.range(0, 10).mapToObj(i -> "[0." + i + "1, " + score + "]")
                .collect(Collectors.joining(",")) + "]}";
        HttpServer server = vertx.createHttpServer().requestHandler(request -> request.endHandler(end ->
                request.response().putHeader("Content-Type", "application/json").end(answer)).resume());
        return URI.create("http://" + LOOPBACK + ":" + server.listen(0, LOOPBACK).toCompletionStage().toCompletableFuture()
                .get(10, TimeUnit.SECONDS).actualPort());
    }

    private static String config(URI champion, URI challenger, int copies, int metrics) {
        String config = "{'experiment': 'bench/load', 'champion': {'name': 'champion', 'url': '" + champion + "'},"
                + "'challengers': [{'name': 'challenger', 'url': '" + challenger + "', 'listenPort': " + copies + "}],"
                + "'metricsPort': " + metrics + ", 'listenAddress': '" + LOOPBACK + "', 'comparison': {'maximumRequestsPerSecond': 1000}}";
        return ComparatorConfig.parse(config.replace('\'', '"')).toJson();
    }

    private static Process start(String heap, Path config) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.addAll(List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:ActiveProcessorCount=1", "-Xmx" + heap,
                "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
                "compare", config.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static Sent send(Vertx vertx, int port, int rate, int seconds) throws InterruptedException {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(64).setDefaultHost(LOOPBACK)
                .setDefaultPort(port));
        Context context = vertx.getOrCreateContext();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger shed = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
        int copies = rate * seconds;
        long begin = System.nanoTime();
        for (int i = 0; i < copies; i++) {
            long due = begin + i * SECOND / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            // On a thread of the client's own: elsewhere an answer could end before somebody listens for its end.
            context.runOnContext(go -> client.request(HttpMethod.POST, "/v1/models/m:predict").compose(request -> request.send(REQUEST))
                    .compose(answer -> answer.end().map(answer.statusCode())).onComplete(done -> {
                        nanos.add(System.nanoTime() - due);
                        (done.failed() ? failed : done.result() == 202 ? accepted : shed).incrementAndGet();
                    }));
        }
        double took = (System.nanoTime() - begin) / (double) SECOND;
        long patience = System.nanoTime() + 15 * SECOND;
        while (nanos.size() < copies && System.nanoTime() < patience) {
            LockSupport.parkNanos(SECOND / 100);
        }
        client.close();
        return new Sent(copies, accepted.get(), shed.get(), failed.get(), nanos.stream().mapToLong(n -> n).sorted().toArray(), took);
    }

    private static void report(Sent sent, String before, String after, double cpu, Process comparator, String heap)
            throws IOException {
        System.out.printf(Locale.ROOT, "copies sent        %d in %.1f s (%.0f/s): %d accepted, %d shed, %d failed%n", sent.copies(),
                sent.seconds(), sent.copies() / sent.seconds(), sent.accepted(), sent.shed(), sent.failed());
        System.out.printf(Locale.ROOT, "compared           %.0f (%.0f/s)%n", grown("gauntlet_shadow_pairs_total", before, after),
                grown("gauntlet_shadow_pairs_total", before, after) / sent.seconds());
        System.out.printf(Locale.ROOT, "dropped            %.0f, errors %.0f%n", grown("gauntlet_shadow_dropped_total", before, after),
                grown("gauntlet_shadow_errors_total", before, after));
        System.out.printf(Locale.ROOT, "sender waited      p50 %.2f ms, p99 %.2f ms, longest %.1f ms (from when the copy was due)%n",
                sent.millis(0.5), sent.millis(0.99), sent.millis(1));
        System.out.printf(Locale.ROOT, "CPU                %.2f cores%n", cpu / sent.seconds());
        System.out.printf(Locale.ROOT, "memory             heap at most %s; %s%n", heap, Files.readAllLines(
                Path.of("/proc/" + comparator.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " ")).collect(Collectors.joining(", ")));
    }

    private static double grown(String name, String before, String after) {
        return sum(name, after) - sum(name, before);
    }

    private static double sum(String name, String text) {
        return text.lines().filter(line -> line.startsWith(name + "{") && line.contains("variant=\"challenger\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** User and system time by /proc, in hundredths of a second as on every common Linux. */
    private static double cpuSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Arrays.stream(fields, 11, 13).mapToLong(Long::parseLong).sum() / 100.0;
    }

    private static String scrape(int port) throws IOException, InterruptedException {
        return java.net.http.HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create("http://" + LOOPBACK + ":" + port + "/metrics")).timeout(Duration.ofSeconds(10)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    private static void awaitReady(int port) throws InterruptedException {
        for (long patience = System.nanoTime() + 60 * SECOND; System.nanoTime() < patience; LockSupport.parkNanos(SECOND / 10)) {
            try {
                scrape(port);
                return;
            } catch (IOException e) {
                // Not listening yet.
                continue;
            }
        }
        throw new IllegalStateException("the comparator did not start within 60 s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }
}
