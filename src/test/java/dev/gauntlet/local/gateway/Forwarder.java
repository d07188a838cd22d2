package dev.gauntlet.local.gateway;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sends each request to a backend of the first rule that matches it, and copies of it to the rule's mirrors, whose answers nobody waits
 * for. Each request makes a connection of its own, so that it meets a pod that is ready now.
 */
final class Forwarder {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> OF_ONE_HOP =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "te");

    /**
     * A request that has arrived whole.
     *
     * @param abandoned whether its client has gone away by now
     */
    private record Arrived(HttpMethod method, String uri, MultiMap headers, Buffer body, BooleanSupplier abandoned) {
    }

    /** The answer of a backend. */
    private record Answer(int code, MultiMap headers, Buffer body) {

        static Answer of(int code) {
            return new Answer(code, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
        }
    }

    private final HttpClient client;
    private final Supplier<List<Rule>> rules;
    private final Supplier<Endpoints> endpoints;
    private final TrafficMetrics metrics;

    Forwarder(Vertx vertx, Supplier<List<Rule>> rules, Supplier<Endpoints> endpoints, TrafficMetrics metrics) {
        this.client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false).setConnectTimeout(2_000),
                new PoolOptions().setHttp1MaxSize(512));
        this.rules = rules;
        this.endpoints = endpoints;
        this.metrics = metrics;
    }

    /** Takes a request from a client and answers it. */
    void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Arrived arrived = new Arrived(request.method(), request.uri(),
                    MultiMap.caseInsensitiveMultiMap().addAll(request.headers()), body, request.response()::closed);
            forward(arrived, request.path()).onComplete(answered -> {
                if (request.response().closed()) {
                    return;
                }
                Answer answer = answered.succeeded() ? answered.result() : Answer.of(503);
                answer.headers().forEach(header -> {
                    if (!OF_ONE_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                        request.response().headers().add(header.getKey(), header.getValue());
                    }
                });
                request.response().setStatusCode(answer.code()).end(answer.body());
            });
        });
    }

    private Future<Answer> forward(Arrived arrived, String path) {
        RequestHead head = new RequestHead(arrived.method().name(), path, firstValues(arrived.headers()));
        Optional<Rule> rule = rules.get().stream().filter(candidate -> candidate.matches(head)).findFirst();
        if (rule.isEmpty()) {
            return Future.succeededFuture(Answer.of(404));
        }
        for (Mirror mirror : rule.get().mirrors()) {
            if (ThreadLocalRandom.current().nextDouble(100) < mirror.percent()) {
                exchange(arrived, mirror.target(), true);
            }
        }
        Optional<Backend> backend = rule.get().draw(ThreadLocalRandom.current().nextDouble());
        return backend.isEmpty() ? Future.succeededFuture(Answer.of(500)) : exchange(arrived, backend.get(), false);
    }

    private static Map<String, String> firstValues(MultiMap headers) {
        Map<String, String> first = new TreeMap<>();
        headers.forEach(header -> first.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return first;
    }

    private Future<Answer> exchange(Arrived arrived, Backend backend, boolean copy) {
        Optional<Endpoint> endpoint = endpoints.get().of(backend);
        if (endpoint.isEmpty()) {
            return Future.succeededFuture(Answer.of(500));
        }
        long start = System.nanoTime();
        RequestOptions options = new RequestOptions().setMethod(arrived.method()).setHost(endpoint.get().host())
                .setPort(endpoint.get().port(backend)).setURI(arrived.uri()).setTimeout(PATIENCE.toMillis())
                .setHeaders(headers(arrived.headers(), backend.headers(), copy));
        return client.request(options).compose(request -> request.send(arrived.body()))
                .compose(response -> response.body().map(body -> answer(response, body)))
                .otherwise(Answer.of(503))
                .onSuccess(answer -> {
                    Exchange exchange = new Exchange(backend, endpoint.get().workload(), arrived.method().name(), answer.code(),
                            Duration.ofNanos(System.nanoTime() - start));
                    if (copy) {
                        metrics.mirrored(exchange);
                    } else if (arrived.abandoned().getAsBoolean()) {
                        metrics.abandoned(exchange);
                    } else {
                        metrics.answered(exchange);
                    }
                });
    }

    private static Answer answer(HttpClientResponse response, Buffer body) {
        return new Answer(response.statusCode(), response.headers(), body);
    }

    private static MultiMap headers(MultiMap arrived, HeaderEdits edits, boolean copy) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(arrived);
        OF_ONE_HOP.forEach(headers::remove);
        if (copy && headers.contains("host")) {
            // Envoy marks copies so.
            headers.set("host", headers.get("host") + "-shadow");
        }
        edits.remove().forEach(headers::remove);
        edits.set().forEach(headers::set);
        return headers;
    }
}
