package dev.gauntlet.demo;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * Tells all model servers the labels of answered requests after a delay, several labels in one request. Each label goes
 * to every server once; only the one that made the prediction counts it. A delivery that fails is not repeated: its
 * labels stay unknown, which {@link TrafficReport#labelled} shows. Used on the event loop's thread only.
 */
final class LabelSender {

    private static final long BATCH_MILLIS = 100;

    private record Pending(long dueNanos, String json) {}

    private final Supplier<? extends Collection<URI>> modelServers;
    private final Duration delay;
    private final Duration timeout;
    private final TrafficStatistics statistics;
    private final HttpClient client;
    private final Queue<Pending> queue = new ArrayDeque<>();
    private int underWay;

    /**
     * Starts to deliver.
     *
     * @param vertx the event loop
     * @param modelServers base addresses of the servers, asked anew for each delivery
     * @param delay from the answer to the label
     * @param timeout how long to wait for a server
     * @param statistics told how many labels were counted
     */
    LabelSender(
            Vertx vertx,
            Supplier<? extends Collection<URI>> modelServers,
            Duration delay,
            Duration timeout,
            TrafficStatistics statistics) {
        this.modelServers = modelServers;
        this.delay = delay;
        this.timeout = timeout;
        this.statistics = statistics;
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout((int) timeout.toMillis()));
        vertx.setPeriodic(BATCH_MILLIS, tick -> deliver(System.nanoTime()));
    }

    /** Queues a label for delivery after the delay. */
    void add(String id, int label) {
        queue.add(new Pending(
                System.nanoTime() + delay.toNanos(), "{\"id\":\"%s\",\"label\":%d}".formatted(id, label)));
    }

    /**
     * Delivers what is queued without waiting for its time.
     *
     * @return whether nothing is left, neither queued nor on its way
     */
    boolean drained() {
        deliver(Long.MAX_VALUE);
        return underWay == 0;
    }

    private void deliver(long dueNanos) {
        StringJoiner batch = new StringJoiner(",", "[", "]").setEmptyValue("");
        while (!queue.isEmpty() && queue.peek().dueNanos() <= dueNanos) {
            batch.add(queue.remove().json());
        }
        if (batch.length() > 0) {
            modelServers.get().forEach(server -> post(server, Buffer.buffer(batch.toString())));
        }
    }

    private void post(URI server, Buffer batch) {
        underWay++;
        client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(server.resolve("/labels").toString())
                        .setTimeout(timeout.toMillis())
                        .putHeader("Content-Type", "application/json"))
                .compose(request -> request.send(batch))
                .compose(HttpClientResponse::body)
                .onSuccess(answer -> statistics.labelled(answer.toJsonObject().getInteger("counted", 0)))
                .onComplete(ended -> underWay--);
    }
}
