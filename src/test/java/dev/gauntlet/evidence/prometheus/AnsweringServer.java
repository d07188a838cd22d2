package dev.gauntlet.evidence.prometheus;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An HTTP server on a loopback port that gives prepared answers in turn, the last one for ever, and remembers what it was asked. */
final class AnsweringServer implements AutoCloseable {

    /** One answer; {@code hang} keeps the end of the body back until the server is closed. */
    record Answer(int status, Map<String, String> headers, String body, boolean hang) {
        static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body, false);
        }
    }

    /** What was asked. */
    record Request(String method, String path, Headers headers, Map<String, String> form) {
    }

    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer server;

    AnsweringServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prometheus/");
    }

    void prepare(Answer... given) {
        answers.addAll(List.of(given));
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = Stream.of(body.split("&")).map(field -> field.split("=", 2)).collect(Collectors.toMap(
                field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), form));
        Answer answer = answers.get(Math.min(requests.size(), answers.size()) - 1);
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), answer.hang() ? bytes.length + 1 : bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        if (answer.hang()) {
            exchange.getResponseBody().flush();
            awaitEnd();
        }
        exchange.close();
    }

    private void awaitEnd() {
        try {
            ended.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
