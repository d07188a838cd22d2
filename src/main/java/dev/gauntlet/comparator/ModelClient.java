package dev.gauntlet.comparator;

import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.Failure;
import dev.gauntlet.comparator.compare.PredictionReader;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

/** Asks one model. */
final class ModelClient {

    private static final double NANOS = 1e-9;

    private final Vertx vertx;
    private final HttpClient client;
    private final String variant;
    private final URI url;
    private final boolean askedAgain;
    private final int timeoutMilliseconds;
    private final int maximumBodyBytes;

    /**
     * A client for a model.
     *
     * @param client connections, at least as many as copies may be under way
     * @param variant the model's name
     * @param url scheme, host and port of the model
     * @param askedAgain whether the model has got the request before, from a client
     */
    ModelClient(Vertx vertx, HttpClient client, String variant, URI url, boolean askedAgain, ComparatorConfig config) {
        this.vertx = vertx;
        this.client = client;
        this.variant = variant;
        this.url = url;
        this.askedAgain = askedAgain;
        this.timeoutMilliseconds = config.timeoutMilliseconds();
        this.maximumBodyBytes = config.comparison().maximumBodyBytes();
    }

    /**
     * A request that may be sent more than once: the bytes are never changed.
     *
     * @param held what its body and its answers hold
     */
    record Copy(HttpMethod method, String uri, MultiMap headers, Buffer body, HeldBytes.Share held) {
    }

    /** Sends a copy and reads the answer; never fails, since no answer is an answer, too. */
    Future<Answer> ask(Copy copy) {
        long start = System.nanoTime();
        Promise<Answer> answer = Promise.promise();
        AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
        long timer = vertx.setTimer(timeoutMilliseconds, id -> {
            answer.tryComplete(new Answer.Missing(Failure.Timeout, seconds(start)));
            abandon(sent.get());
        });
        // Within the future, so that a request that cannot even be made is an answer like any other.
        Future.succeededFuture(copy).compose(made -> client.request(options(made))).compose(request -> {
            sent.set(request);
            if (answer.future().isComplete()) {
                abandon(request);
                return Future.failedFuture("too late");
            }
            return send(request, copy);
        }).compose(response -> read(response, copy, start)).onComplete(read -> {
            vertx.cancelTimer(timer);
            if (!answer.tryComplete(read.succeeded() ? read.result() : new Answer.Missing(Failure.Connection, seconds(start)))
                    || read.failed() || !((Answer.Read) read.result()).complete()) {
                abandon(sent.get());
            }
        });
        return answer.future();
    }

    private RequestOptions options(Copy copy) {
        boolean secure = url.getScheme().equals("https");
        return new RequestOptions().setMethod(copy.method()).setSsl(secure).setHost(url.getHost())
                .setPort(url.getPort() > 0 ? url.getPort() : secure ? 443 : 80).setURI(copy.uri())
                .setHeaders(CopyHeaders.forVariant(copy.headers(), variant, askedAgain)).setFollowRedirects(false);
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Copy copy) {
        boolean bodiless = copy.body().length() == 0 && (copy.method() == HttpMethod.GET || copy.method() == HttpMethod.HEAD);
        return bodiless ? request.send() : request.send(copy.body());
    }

    private Future<Answer> read(HttpClientResponse response, Copy copy, long start) {
        String type = header(response, "Content-Type");
        String encoding = header(response, "Content-Encoding");
        if (PredictionReader.isStream(type)) {
            // Reading on would only wait for an end that may be far away.
            return Future.succeededFuture(new Answer.Read(response.statusCode(), type, encoding, new byte[0], false, seconds(start)));
        }
        return BoundedBody.read(response, maximumBodyBytes, copy.held()::take).map(body ->
                new Answer.Read(response.statusCode(), type, encoding, body.bytes().getBytes(), body.complete(), seconds(start)));
    }

    private static String header(HttpClientResponse response, String name) {
        String value = response.getHeader(name);
        return value == null ? "" : value;
    }

    /** Closes the connection, whose answer would otherwise still come and be taken for that to the next request. */
    private static void abandon(HttpClientRequest request) {
        if (request != null) {
            request.reset();
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * NANOS;
    }
}
