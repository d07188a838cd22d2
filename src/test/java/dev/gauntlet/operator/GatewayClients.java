package dev.gauntlet.operator;

import dev.gauntlet.evidence.ProportionCounts;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Clients of a gateway that keep what they saw. */
final class GatewayClients {

    /** In turn; more than half are fine. */
    private static final List<Integer> STATUSES = List.of(200, 422, 200, 500, 200, 503, 200, 200);
    private static final int PARALLEL = 4;
    private static final long PATIENCE_MILLIS = 300;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

    private record Seen(String variant, int status, double seconds) {
    }

    GatewayClients(URI gateway) {
        this.gateway = gateway;
    }

    /** Sends requests, some at the same time, and waits for all answers. */
    void send(int requests) throws InterruptedException, ExecutionException {
        inParallel(requests, request -> {
            long start = System.nanoTime();
            HttpResponse<Void> answer = http.send(HttpRequest.newBuilder(gateway.resolve("/" + STATUSES.get(request % STATUSES.size())))
                    .build(), HttpResponse.BodyHandlers.discarding());
            seen.add(new Seen(answer.headers().firstValue(GatewayModel.VARIANT).orElse(""), answer.statusCode(),
                    (System.nanoTime() - start) / 1e9));
        });
    }

    /** Sends requests and goes away before they are answered. */
    void abandon(int requests) throws InterruptedException, ExecutionException {
        inParallel(requests, request -> {
            try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
                socket.getOutputStream().write(("GET " + GatewayModel.LATE + " HTTP/1.1\r\nHost: gateway\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
            }
        });
    }

    private interface Sending {
        void send(int request) throws IOException, InterruptedException;
    }

    private static void inParallel(int requests, Sending sending) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                int request = i;
                sent.add(threads.submit(() -> {
                    sending.send(request);
                    return null;
                }));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The statuses of the answers of a variant. */
    List<Integer> seen(String variant) {
        return seen.stream().filter(one -> one.variant().equals(variant)).map(Seen::status).toList();
    }

    /** Answers of a variant, and those of them that tell a fault of the server. */
    ProportionCounts counts(String variant) {
        List<Integer> statuses = seen(variant);
        return new ProportionCounts(statuses.size(), statuses.stream().filter(status -> status >= 500).count());
    }

    /** How long clients waited for a variant's answers on average. */
    double meanSeconds(String variant) {
        return seen.stream().filter(one -> one.variant().equals(variant)).mapToDouble(Seen::seconds).average().orElseThrow();
    }
}
