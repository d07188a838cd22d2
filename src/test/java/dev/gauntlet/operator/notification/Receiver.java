package dev.gauntlet.operator.notification;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on a loopback port that gives prepared answers in turn, the last one for ever, and remembers what it was sent. */
public final class Receiver implements AutoCloseable {

    /** An answer that never comes. */
    public static final Answer SILENCE = new Answer(0, Map.of());

    private final List<Answer> answers;
    private volatile boolean recovered;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** One answer. */
    public record Answer(int status, Map<String, String> headers) {
    }

    /** What was sent. */
    public record Request(String method, String path, Headers headers, String body) {
    }

    private Receiver(int port, List<Answer> answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /** One that answers by these statuses. */
    public static Receiver answering(int... statuses) {
        return new Receiver(0, Arrays.stream(statuses).mapToObj(status -> new Answer(status, Map.of())).toList());
    }

    public static Receiver answering(Answer... answers) {
        return new Receiver(0, List.of(answers));
    }

    /** One that takes everything, on a port that was free. */
    public static Receiver onPort(int port) {
        return new Receiver(port, List.of(new Answer(200, Map.of())));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** Takes everything from now on. */
    public void recover() {
        recovered = true;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer;
        synchronized (this) {
            requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
            answer = recovered ? new Answer(200, Map.of()) : answers.get(Math.min(requests.size(), answers.size()) - 1);
        }
        if (answer == SILENCE) {
            awaitClose();
        } else {
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), -1);
        }
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
