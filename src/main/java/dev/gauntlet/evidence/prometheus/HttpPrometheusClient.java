package dev.gauntlet.evidence.prometheus;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@link PrometheusClient} over the HTTP API of Prometheus, Thanos, Mimir or VictoriaMetrics. Thread-safe. */
public final class HttpPrometheusClient implements PrometheusClient {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** To the retry library a negative delay means the configured back-off. */
    private static final Duration BACK_OFF = Duration.ofNanos(-1);

    private final PrometheusConnection connection;
    private final Clock clock;
    private final QueryListener listener;
    private final URI queryUri;
    private final HttpClient http;

    /**
     * A client of one connection.
     *
     * @param connection where the store is and how it is asked
     * @param clock the local clock, used only to report the skew and to read {@code Retry-After} dates
     * @param listener told about each exchange
     */
    public HttpPrometheusClient(PrometheusConnection connection, Clock clock, QueryListener listener) {
        this.connection = connection;
        this.clock = clock;
        this.listener = listener;
        this.queryUri = URI.create(connection.url().toString().replaceAll("/+$", "") + "/api/v1/query");
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(connection.timeout());
        connection.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** An HTTP answer and the local time at which its request was sent. */
    private record Reply(HttpResponse<byte[]> response, Instant sent) {
    }

    @Override
    public QueryOutcome rawSamples(String selector, Duration range, Instant end) {
        // Prometheus accepts absurd times and overflows silently.
        if (end.isBefore(EARLIEST) || end.isAfter(LATEST) || range.toMillis() < 1) {
            throw new IllegalArgumentException("range " + range + " until " + end + " is out of bounds");
        }
        Map<String, String> form = form(selector + "[" + range.toMillis() + "ms]");
        form.put("time", BigDecimal.valueOf(end.toEpochMilli(), 3).toPlainString());
        return ask(form, reply -> AnswerParser.samples(reply.response().body(), HttpAnswers.date(reply.response())), failure -> failure);
    }

    @Override
    public StoreTime storeTime() {
        return ask(form("time()"), this::storeTime, failure -> failure);
    }

    private StoreTime storeTime(Reply reply) {
        Instant middle = reply.sent().plus(Duration.between(reply.sent(), clock.instant()).dividedBy(2));
        return AnswerParser.storeTime(reply.response().body(), now -> new StoreTime.Known(now, Duration.between(middle, now)));
    }

    private Map<String, String> form(String query) {
        Map<String, String> form = new TreeMap<>();
        form.put("query", query);
        form.put("timeout", connection.timeout().toMillis() + "ms");
        form.put("partial_response", "false");
        form.put("dedup", "true");
        form.put("max_source_resolution", "0s");
        return form;
    }

    private <T> T ask(Map<String, String> form, Function<Reply, T> reading, Function<Failure, T> failing) {
        RetryLimits limits = connection.retry();
        RetryPolicy<T> policy = RetryPolicy.<T>builder()
                .handleResultIf(outcome -> outcome instanceof Failure failure && failure.reason().retryable())
                .abortIf(outcome -> outcome instanceof Failure failure
                        && failure.retryAfter().filter(wait -> wait.compareTo(limits.maximumTotal()) > 0).isPresent())
                .withMaxAttempts(limits.maximumAttempts())
                .withBackoff(limits.initialDelay(), limits.maximumDelay())
                .withMaxDuration(limits.maximumTotal())
                .withDelayFn(context -> context.getLastResult() instanceof Failure failure ? failure.retryAfter().orElse(BACK_OFF) : BACK_OFF)
                .build();
        return Failsafe.with(policy).get(() -> exchange(form, reading, failing));
    }

    private <T> T exchange(Map<String, String> form, Function<Reply, T> reading, Function<Failure, T> failing) {
        long start = System.nanoTime();
        T outcome;
        try {
            Reply reply = send(form);
            outcome = reply.response().statusCode() == 200
                    ? reading.apply(reply)
                    : failing.apply(HttpAnswers.failure(reply.response(), clock.instant()));
        } catch (Credentials.UnreadableException e) {
            outcome = failing.apply(new Failure(FailureReason.UNAUTHORIZED, e.getMessage()));
        } catch (CappedBody.TooLargeException e) {
            outcome = failing.apply(new Failure(FailureReason.RESPONSE_TOO_LARGE, e.getMessage()));
        } catch (HttpTimeoutException | TimeoutException e) {
            outcome = failing.apply(new Failure(FailureReason.QUERY_TIMEOUT, "no answer within " + connection.timeout()));
        } catch (IOException e) {
            outcome = failing.apply(new Failure(FailureReason.UNAVAILABLE, e.getClass().getSimpleName() + ": " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = failing.apply(new Failure(FailureReason.UNAVAILABLE, "interrupted"));
        }
        Optional<FailureReason> failure = outcome instanceof Failure failed ? Optional.of(failed.reason()) : Optional.empty();
        listener.exchanged(connection.name(), Duration.ofNanos(System.nanoTime() - start), failure);
        return outcome;
    }

    private Reply send(Map<String, String> form) throws IOException, InterruptedException, TimeoutException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(queryUri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        connection.headers().forEach(request::setHeader);
        Credentials.add(connection.authentication(), request);
        Instant sent = clock.instant();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request.build(), info -> new CappedBody(connection.maximumResponseBytes()));
        try {
            // A request's own timeout ends at the headers; this one covers the body too.
            return new Reply(answer.get(connection.timeout().toMillis(), TimeUnit.MILLISECONDS), sent);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
