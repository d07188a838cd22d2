package dev.gauntlet.evidence.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.evidence.prometheus.AnsweringServer.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpPrometheusClientTest {
    private static final Instant END = Instant.parse("2026-11-02T09:00:00.250Z");
    private static final RetryLimits FAST = new RetryLimits(3, Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(3));
    private static final String EMPTY = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private AnsweringServer server;
    private PrometheusConnection connection;

    @BeforeEach
    void start() throws IOException {
        server = new AnsweringServer();
        connection = connection(server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static PrometheusConnection connection(URI url) {
        return new PrometheusConnection("test", url, Duration.ofSeconds(2), new Authentication.None(), Optional.empty(),
                Map.of("X-Scope-OrgID", "team"), Duration.ZERO, Set.of(), 10_000, FAST);
    }

    private PrometheusConnection with(Authentication authentication) {
        return new PrometheusConnection("test", connection.url(), connection.timeout(), authentication, Optional.empty(), Map.of(),
                Duration.ZERO, Set.of(), 10_000, FAST);
    }

    private PrometheusConnection withTimeout(Duration timeout) {
        return new PrometheusConnection("test", connection.url(), timeout, new Authentication.None(), Optional.empty(), Map.of(),
                Duration.ZERO, Set.of(), 10_000, new RetryLimits(2, Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(3)));
    }

    private HttpPrometheusClient client(PrometheusConnection to) {
        return new HttpPrometheusClient(to, Clock.systemUTC(),
                (name, latency, failure) -> heard.add(failure.map(FailureReason::reason).orElse("ok")));
    }

    private QueryOutcome ask(Answer... given) {
        server.prepare(given);
        return client(connection).rawSamples("m{a=\"b\"}", Duration.ofSeconds(60), END);
    }

    private static Failure failure(Object outcome) {
        assertThat(outcome).isInstanceOf(Failure.class);
        return (Failure) outcome;
    }

    @Test
    void rawSamplesAreAskedForAsAnInstantQueryOfARange() {
        assertThat(ask(Answer.of(200, EMPTY))).isInstanceOf(QueryOutcome.Samples.class);

        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/prometheus/api/v1/query");
            assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
            assertThat(request.headers().getFirst("X-Scope-OrgID")).isEqualTo("team");
            assertThat(request.form()).isEqualTo(Map.of("query", "m{a=\"b\"}[60000ms]", "time", "1793610000.250", "timeout", "2000ms",
                    "partial_response", "false", "dedup", "true", "max_source_resolution", "0s"));
        });
    }

    @Test
    void samplesCarryTheirOwnTimesAndValues() {
        QueryOutcome outcome = ask(Answer.of(200, """
                {"status":"success","isPartial":false,"infos":["metric might not be a counter"],"data":{"resultType":"matrix","result":[
                 {"metric":{"__name__":"m","a":"b"},"values":[[1793610000.25,"1e+06"],[1793610005,"NaN"],[1793610010.001,"+Inf"],[1793610015,"-Inf"]]},
                 {"metric":{},"values":[]}],"stats":{"x":[1,2]}}}"""));

        QueryOutcome.Samples samples = (QueryOutcome.Samples) outcome;
        assertThat(samples.storeTime().orElseThrow()).as("the Date header").isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(1));
        assertThat(samples.series().get(0).labels()).isEqualTo(Map.of("__name__", "m", "a", "b"));
        assertThat(samples.series().get(0).samples()).containsExactly(new Sample(1793610000250L, 1e6), new Sample(1793610005000L, Double.NaN),
                new Sample(1793610010001L, Double.POSITIVE_INFINITY), new Sample(1793610015000L, Double.NEGATIVE_INFINITY));
        assertThat(heard).containsExactly("ok");
    }

    @ParameterizedTest(name = "HTTP {0} {1} is {2}, asked {3} time(s)")
    @CsvSource(delimiter = '|', value = {
        "400 | {\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"} | BadQuery | 1",
        "401 | | Unauthorized | 1",
        "403 | forbidden | Unauthorized | 1",
        "404 | 404 page not found | UnexpectedStatus | 1",
        "302 | | UnexpectedStatus | 1",
        "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"query processing would load too many samples into memory in query execution\"} | TooManySamples | 1",
        "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"expanding series: context deadline exceeded\"} | QueryTimeout | 3",
        "422 | {\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"found duplicate series for the match group\"} | ExecutionFailed | 1",
        "429 | slow down | RateLimited | 3",
        "500 | {\"status\":\"error\",\"errorType\":\"internal\",\"error\":\"tsdb closed\"} | Unavailable | 3",
        "502 | <html>bad gateway</html> | Unavailable | 3",
        "503 | {\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out in expression evaluation\"} | QueryTimeout | 3",
        "503 | Service Unavailable | Unavailable | 3",
        "504 | upstream timed out | QueryTimeout | 3",
        "200 | {\"status\":\"success\",\"warnings\":[\"store gone\"],\"data\":{\"resultType\":\"matrix\",\"result\":[]}} | PartialResponse | 1",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}} | MalformedAnswer | 1",
        "200 | {\"status\":\"error\",\"error\":\"x\"} | MalformedAnswer | 1",
        "200 | {\"status\":\"success\"} | MalformedAnswer | 1",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,2]]}]}} | MalformedAnswer | 1",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"two\"]]}]}} | MalformedAnswer | 1",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[ | MalformedAnswer | 1",
        "200 | <html>login</html> | MalformedAnswer | 1",
        "200 | | MalformedAnswer | 1",
        "200 | {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"a\":\"b\"},\"values\":[]},{\"metric\":{\"a\":\"b\"},\"values\":[]}]}} | DuplicateSeries | 1",
    })
    void eachKindOfAnswerHasItsReason(int status, String body, String reason, int attempts) {
        Failure failure = failure(ask(Answer.of(status, body == null ? "" : body)));

        assertThat(failure.reason().reason()).isEqualTo(reason);
        assertThat(server.requests()).hasSize(attempts);
        assertThat(heard).hasSize(attempts).containsOnly(reason);
    }

    @Test
    void theStoresOwnWordsAreInTheMessage() {
        assertThat(failure(ask(Answer.of(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}"))).message())
                .isEqualTo("HTTP 400: bad_data: parse error");
    }

    @Test
    void aPassingFailureIsRetriedAndForgotten() {
        assertThat(ask(Answer.of(503, "starting"), Answer.of(429, ""), Answer.of(200, EMPTY))).isInstanceOf(QueryOutcome.Samples.class);
        assertThat(heard).containsExactly("Unavailable", "RateLimited", "ok");
    }

    @Test
    void theNextAttemptWaitsAsLongAsTheStoreAsks() {
        long start = System.nanoTime();

        assertThat(ask(new Answer(429, Map.of("Retry-After", "1"), "", false), Answer.of(200, EMPTY))).isInstanceOf(QueryOutcome.Samples.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void aStoreThatAsksForALongPauseIsNotAskedAgain() {
        Failure failure = failure(ask(new Answer(429, Map.of("Retry-After", "120"), "", false)));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(120));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aBodyThatNeverEndsIsATimeout() {
        server.prepare(new Answer(200, Map.of(), "{\"status\":", true));

        Failure failure = failure(client(withTimeout(Duration.ofMillis(300))).rawSamples("m", Duration.ofSeconds(60), END));

        assertThat(failure.reason()).isEqualTo(FailureReason.QUERY_TIMEOUT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aServerThatNeverAnswersIsATimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            PrometheusConnection to = new PrometheusConnection("test", URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                    Duration.ofMillis(200), new Authentication.None(), Optional.empty(), Map.of(), Duration.ZERO, Set.of(), 1000, FAST);

            assertThat(failure(client(to).rawSamples("m", Duration.ofSeconds(60), END)).reason()).isEqualTo(FailureReason.QUERY_TIMEOUT);
        }
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        Failure failure = failure(client(connection(URI.create("http://127.0.0.1:" + port))).rawSamples("m", Duration.ofSeconds(60), END));

        assertThat(failure.reason()).isEqualTo(FailureReason.UNAVAILABLE);
        assertThat(heard).hasSize(3);
    }

    @Test
    void anOversizedAnswerIsNotRead() {
        Failure failure = failure(ask(Answer.of(200, EMPTY + " ".repeat(20_000))));

        assertThat(failure.reason()).isEqualTo(FailureReason.RESPONSE_TOO_LARGE);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void credentialsAreReadAnewForEachRequest(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        server.prepare(Answer.of(200, EMPTY));
        HttpPrometheusClient client = client(with(new Authentication.Bearer(file)));

        client.rawSamples("m", Duration.ofSeconds(60), END);
        Files.writeString(file, "second\n");
        client.rawSamples("m", Duration.ofSeconds(60), END);

        assertThat(server.requests()).extracting(request -> request.headers().getFirst("Authorization")).containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void basicAuthenticationAndHeadersOfOnesOwnAreSent(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "pass:word");
        server.prepare(Answer.of(200, EMPTY));

        client(with(new Authentication.Basic("user", file))).rawSamples("m", Duration.ofSeconds(60), END);
        client(with(new Authentication.Header("X-Api-Key", file))).rawSamples("m", Duration.ofSeconds(60), END);

        assertThat(server.requests().get(0).headers().getFirst("Authorization")).isEqualTo("Basic dXNlcjpwYXNzOndvcmQ=");
        assertThat(server.requests().get(1).headers().getFirst("X-Api-Key")).isEqualTo("pass:word");
    }

    @Test
    void unreadableCredentialsAreAFailureAndNoRequest(@TempDir Path folder) {
        Failure failure = failure(client(with(new Authentication.Bearer(folder.resolve("absent")))).rawSamples("m", Duration.ofSeconds(60), END));

        assertThat(failure.reason()).isEqualTo(FailureReason.UNAUTHORIZED);
        assertThat(failure.message()).contains("cannot read the credentials");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theStoresClockIsReadToTheMillisecondAndItsSkewReported() {
        Instant now = Instant.now().plusSeconds(30);
        server.prepare(Answer.of(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":["
                + now.toEpochMilli() / 1000.0 + ",\"" + now.toEpochMilli() / 1000.0 + "\"]}}"));

        StoreTime.Known time = (StoreTime.Known) client(connection).storeTime();

        assertThat(time.now().toEpochMilli()).isEqualTo(now.toEpochMilli());
        assertThat(time.skew()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(31));
        assertThat(server.requests().get(0).form()).containsEntry("query", "time()").doesNotContainKey("time");
    }

    @Test
    void aClockThatCannotBeReadIsAFailure() {
        server.prepare(Answer.of(200, EMPTY));

        assertThat(failure(client(connection).storeTime()).reason()).isEqualTo(FailureReason.MALFORMED_ANSWER);
    }

    @Test
    void anAbsurdTimeIsNeverSent() {
        assertThatThrownBy(() -> client(connection).rawSamples("m", Duration.ofSeconds(60), Instant.ofEpochSecond(9_999_999_999_999L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aConnectionNeedsAnHttpUrl() {
        assertThatThrownBy(() -> PrometheusConnection.of("test", URI.create("file:///etc/passwd"))).hasMessageContaining("http");
    }
}
