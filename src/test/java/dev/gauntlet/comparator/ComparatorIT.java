package dev.gauntlet.comparator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.comparator.ComparatorConfig.Challenger;
import dev.gauntlet.comparator.ComparatorConfig.Model;
import dev.gauntlet.comparator.StubServer.Behaviour;
import dev.gauntlet.comparator.StubServer.Reply;
import dev.gauntlet.decision.ShadowComparison;
import dev.gauntlet.operator.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comparator between real HTTP servers on this machine. */
class ComparatorIT {

    private static final Comparison DEFAULTS = comparison("{}");
    private static final Comparison FAST = comparison("{\"maximumRequestsPerSecond\": 1000}");
    private static final String CHAMPION = "variant=\"champion\"";
    private static final String CHALLENGER = "variant=\"challenger\"";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> running = new ArrayList<>();
    private ComparatorServer comparator;

    @AfterEach
    void stop() throws Exception {
        Collections.reverse(running);
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    private static Comparison comparison(String json) {
        return ComparatorConfig.parse("{\"experiment\":\"a/b\",\"champion\":{\"name\":\"a\",\"url\":\"http://a\"},\"challengers\":"
                + "[{\"name\":\"b\",\"url\":\"http://b\",\"listenPort\":0}],\"metricsPort\":0,\"comparison\":" + json + "}").comparison();
    }

    private StubServer model(Behaviour behaviour) {
        StubServer model = new StubServer(behaviour);
        running.add(model);
        return model;
    }

    private void compare(URI champion, URI challenger, Comparison comparison, int concurrent, int timeout) {
        compare(champion, challenger, comparison, concurrent, timeout, false);
    }

    private void compare(URI champion, URI challenger, Comparison comparison, int concurrent, int timeout, boolean relays) {
        comparator = ComparatorServer.start(new ComparatorConfig("shop/recommender",
                new Model("champion", champion, new TreeMap<>(Map.of("version", "baseline"))),
                List.of(new Challenger("challenger", challenger, 0, new TreeMap<>(Map.of("version", "candidate")))), comparison,
                "127.0.0.1", 0, concurrent, timeout, null, relays, null));
        running.add(comparator);
    }

    private HttpRequest.Builder copy(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + comparator.port("challenger") + path))
                .timeout(Duration.ofSeconds(30));
    }

    private int post(String body) {
        try {
            return http.send(copy("/v1/models/m:predict").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("a copy was not answered", e);
        }
    }

    /** Sends copies numbered from 0, eight at a time. */
    private void postAll(int count) {
        List<Thread> senders = IntStream.range(0, 8).mapToObj(sender -> new Thread(() -> {
            for (int id = sender; id < count; id += 8) {
                post(Integer.toString(id));
            }
        })).toList();
        senders.forEach(Thread::start);
        senders.forEach(sender -> {
            try {
                sender.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Scrape awaitRequests(int count) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> scrape().sum("gauntlet_shadow_requests_total", CHALLENGER) == count);
        return scrape();
    }

    private Scrape scrape() {
        return Scrape.of(comparator.metricsPort());
    }

    private static Reply label(String label) {
        return Reply.json("{\"predictions\": [\"" + label + "\"]}");
    }

    @ParameterizedTest
    @CsvSource({"0, Agrees", "1, Agrees", "5, Undecided", "20, Diverges"})
    void reportsExactlyTheInjectedDivergenceAndTheIntervalAroundIt(int percent, ShadowComparison.Verdict verdict) {
        int copies = 1000;
        List<Integer> ids = IntStream.range(0, copies).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(ids, new Random(71));
        Set<Integer> different = new HashSet<>(ids.subList(0, copies * percent / 100));
        compare(model(request -> label("cat")).uri(),
                model(request -> label(different.contains(Integer.valueOf(request.body())) ? "dog" : "cat")).uri(), FAST, copies, 20_000);

        postAll(copies);
        Scrape seen = awaitRequests(copies);

        assertThat(seen.sum("gauntlet_shadow_pairs_total", CHALLENGER)).isEqualTo(copies);
        assertThat(seen.sum("gauntlet_shadow_divergent_total", CHALLENGER)).isEqualTo(different.size());
        assertThat(seen.sum("gauntlet_shadow_label_changes_total", CHALLENGER)).isEqualTo(different.size());
        assertThat(seen.sum("gauntlet_shadow_pairs_total", CHAMPION)).isEqualTo(copies);
        assertThat(seen.sum("gauntlet_shadow_divergent_total", CHAMPION)).isZero();
        assertThat(seen.sum("gauntlet_shadow_dropped_total")).isZero();
        ShadowComparison reported = reported(seen);
        assertThat(percent / 100.0).isBetween(reported.lower(), reported.upper());
        assertThat(reported.verdict()).as("at most 5 percent accepted").isEqualTo(verdict);
    }

    /** What status would tell of the counts, at the error rate that is the default for harm. */
    private static ShadowComparison reported(Scrape seen) {
        return ShadowComparison.of("challenger", (long) seen.sum("gauntlet_shadow_pairs_total", CHALLENGER),
                (long) seen.sum("gauntlet_shadow_divergent_total", CHALLENGER), 0.05, 100, 0.01);
    }

    @ParameterizedTest
    @CsvSource({"0.01", "0.05", "0.2"})
    void reportsARandomDivergenceWithinItsInterval(double share) {
        int copies = 1000;
        Random random = new Random(72);
        compare(model(request -> label("cat")).uri(), model(request -> {
            synchronized (random) {
                return label(random.nextDouble() < share ? "dog" : "cat");
            }
        }).uri(), FAST, copies, 20_000);

        postAll(copies);
        Scrape seen = awaitRequests(copies);

        assertThat(share).isBetween(reported(seen).lower(), reported(seen).upper());
    }

    private enum Misbehaviour {
        HANGS, REFUSES, ANSWERS_A_MEGABYTE, BREAKS_OFF, FAILS
    }

    @ParameterizedTest
    @EnumSource(Misbehaviour.class)
    void noSenderWaitsForAChallenger(Misbehaviour misbehaviour) throws IOException {
        int copies = 40;
        StubServer[] itself = new StubServer[1];
        StubServer challenger = model(request -> switch (misbehaviour) {
            case HANGS -> itself[0].hang();
            case ANSWERS_A_MEGABYTE -> label("x".repeat(1 << 20));
            case BREAKS_OFF -> throw new IOException("wanted");
            default -> new Reply(503, "text/plain", "no".getBytes(StandardCharsets.UTF_8));
        });
        itself[0] = challenger;
        URI uri = challenger.uri();
        if (misbehaviour == Misbehaviour.REFUSES) {
            try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                uri = URI.create("http://127.0.0.1:" + closed.getLocalPort());
            }
        }
        compare(model(request -> label("cat")).uri(), uri, FAST, 64, 3_000);

        for (int i = 0; i < copies; i++) {
            assertThat(post("{\"instances\": [" + i + "]}")).isEqualTo(202);
        }
        if (misbehaviour == Misbehaviour.HANGS) {
            // Every sender has its answer, and the challenger has answered nobody.
            assertThat(challenger.answered()).isZero();
        }
        Scrape seen = awaitRequests(copies);

        if (misbehaviour == Misbehaviour.ANSWERS_A_MEGABYTE) {
            assertThat(seen.sum("gauntlet_shadow_unreadable_total", CHALLENGER, "TooLarge")).isEqualTo(copies);
            assertThat(seen.sum("gauntlet_shadow_divergent_total", CHALLENGER)).isEqualTo(copies);
        } else {
            String reason = misbehaviour == Misbehaviour.HANGS ? "Timeout" : misbehaviour == Misbehaviour.FAILS ? "Status" : "Connection";
            assertThat(seen.sum("gauntlet_shadow_failures_total", CHALLENGER, reason)).isEqualTo(copies);
            assertThat(seen.sum("gauntlet_shadow_errors_total", CHALLENGER, "side=\"challenger\"")).isEqualTo(copies);
            assertThat(seen.sum("gauntlet_shadow_pairs_total", CHALLENGER)).isZero();
        }
        assertThat(seen.sum("gauntlet_shadow_failures_total", CHAMPION)).isZero();
    }

    @Test
    void tellsWhoFailedWhoTookLongerAndWhatWasNoFaultOfTheServer() {
        Reply broken = new Reply(500, "text/plain", new byte[0]);
        compare(model(request -> Set.of("champion", "both").contains(request.body()) ? broken : label("cat")).uri(),
                model(request -> {
                    if (request.body().startsWith("slow")) {
                        TimeUnit.MILLISECONDS.sleep(100);
                    }
                    return request.body().startsWith("challenger") || request.body().startsWith("both") ? broken
                            : request.body().startsWith("refused") ? new Reply(422, "text/plain", new byte[0]) : label("cat");
                }).uri(), FAST, 64, 20_000);

        List<String> kinds = List.of("champion", "challenger", "challenger", "both", "both", "both", "refused", "slow", "slow");
        kinds.forEach(this::post);
        Scrape seen = awaitRequests(kinds.size());

        assertThat(seen.sum("gauntlet_shadow_errors_total", CHALLENGER, "side=\"champion\"")).isEqualTo(1);
        assertThat(seen.sum("gauntlet_shadow_errors_total", CHALLENGER, "side=\"challenger\"")).isEqualTo(3);
        assertThat(seen.sum("gauntlet_shadow_errors_total", CHALLENGER, "side=\"both\"")).isEqualTo(3);
        assertThat(seen.sum("gauntlet_shadow_failures_total", CHAMPION)).isEqualTo(4);
        assertThat(seen.sum("gauntlet_shadow_failures_total", CHALLENGER, "reason=\"Status\"")).isEqualTo(5);
        assertThat(seen.sum("gauntlet_shadow_failures_total", CHALLENGER, "reason=\"Rejected\"")).isEqualTo(1);
        assertThat(seen.sum("gauntlet_shadow_latency_difference_seconds_count", CHALLENGER)).isEqualTo(2);
        assertThat(seen.sum("gauntlet_shadow_latency_difference_seconds_sum", CHALLENGER)).as("two answers, 0.1 s later each")
                .isBetween(0.1, 10.0);
        assertThat(seen.sum("gauntlet_shadow_latency_difference_seconds_sum", CHAMPION)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'textDistance': 'Levenshtein'} | {'choices': [{'message': {'content': '%s'}}]} | 0.25 | 1",
        "{'textDistance': 'Levenshtein', 'textTolerance': '0.25'} | {'choices': [{'text': '%s'}]} | 0.25 | 0",
        "{'textDistance': 'Length'} | {'choices': [{'text': '%s'}]} | 0 | 0",
        "{} | {'choices': [{'text': '%s'}]} | 1 | 1",
        "{'protocol': 'JsonPath', 'jsonPaths': {'text': '$.result.say'}, 'textDistance': 'Levenshtein'} | {'result': {'say': '%s'}} | 0.25 | 1"})
    void comparesTextsAsAsked(String comparison, String answer, double distance, int divergent) {
        String body = answer.replace('\'', '"');
        compare(model(request -> Reply.json(body.formatted("abcd"))).uri(), model(request -> Reply.json(body.formatted("abcx"))).uri(),
                comparison(comparison.replace('\'', '"')), 8, 20_000);

        post("{}");
        Scrape seen = awaitRequests(1);

        assertThat(seen.sum("gauntlet_shadow_text_distance_sum", CHALLENGER)).isEqualTo(distance);
        assertThat(seen.sum("gauntlet_shadow_divergent_total", CHALLENGER)).isEqualTo(divergent);
        assertThat(seen.sum("gauntlet_shadow_text_distance_sum", CHAMPION)).isZero();
    }

    @Test
    void aFloodOfMegabytesThatHangDoesNotFillASmallHeap(@TempDir Path folder) throws Exception {
        StubServer[] hanging = new StubServer[1];
        hanging[0] = model(request -> hanging[0].hang());
        int copies = freePort();
        int metrics = freePort();
        Path config = Files.writeString(folder.resolve("config.json"), new ComparatorConfig("shop/recommender",
                new Model("champion", model(request -> label("cat")).uri(), new TreeMap<>()),
                List.of(new Challenger("challenger", hanging[0].uri(), copies, new TreeMap<>())), FAST, "127.0.0.1", metrics, null, null,
                null, null, null).toJson());
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx48m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "compare",
                config.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        running.add(() -> process.destroyForcibly().waitFor());
        await("ready").atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> Scrape.of(metrics).text().contains("gauntlet"));
        byte[] megabyte = new byte[1 << 20];

        List<CompletableFuture<Integer>> sent = IntStream.range(0, 200).mapToObj(i -> http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + copies + "/")).timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(megabyte)).build(), HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 429)).toList();
        Set<Integer> told = sent.stream().map(CompletableFuture::join).collect(Collectors.toSet());

        assertThat(told).containsExactlyInAnyOrder(202, 429);
        assertThat(process.isAlive()).isTrue();
        await("all counted").atMost(20, TimeUnit.SECONDS).untilAsserted(() ->
                assertThat(Scrape.of(metrics).sum("gauntlet_shadow_copies_total")).isEqualTo(200));
        assertThat(Scrape.of(metrics).sum("gauntlet_shadow_dropped_total", "Concurrency")).isGreaterThan(150);
    }

    @Test
    void comparesBodiesOfAMegabyte() {
        String numbers = IntStream.range(0, 100_000).mapToObj(i -> "0.12345").collect(Collectors.joining(",", "[", "]"));
        Comparison large = comparison("{\"maximumBodyBytes\": 2097152}");
        compare(model(request -> Reply.json("{\"predictions\":" + numbers + "}")).uri(),
                model(request -> Reply.json("{\"predictions\":" + numbers.replaceFirst("0.12345", "0.62345") + "}")).uri(), large,
                8, 20_000);

        assertThat(post("x".repeat(1 << 20))).isEqualTo(202);
        Scrape seen = awaitRequests(1);

        assertThat(seen.sum("gauntlet_shadow_divergent_total", CHALLENGER)).isEqualTo(1);
        assertThat(seen.sum("gauntlet_shadow_numeric_difference_sum", CHALLENGER)).isCloseTo(0.5, within(1e-12));
        assertThat(seen.sum("gauntlet_shadow_score_count", CHALLENGER)).isEqualTo(100_000);
        assertThat(seen.sum("gauntlet_shadow_score_count", CHAMPION)).isEqualTo(100_000);
    }

    @Test
    void passesOnTheRequestAndMarksIt() throws Exception {
        StubServer champion = model(request -> label("cat"));
        StubServer challenger = model(request -> label("cat"));
        compare(champion.uri(), challenger.uri(), DEFAULTS, 8, 20_000);

        http.send(copy("/v2/models/m/infer?debug=%20a").POST(HttpRequest.BodyPublishers.ofString("body")).header("X-User", "7")
                .header("X-Gauntlet-Unit-Bucket", "42")
                .header("Keep-Alive", "5").header("TE", "trailers").header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.discarding());
        awaitRequests(1);

        for (StubServer model : List.of(champion, challenger)) {
            StubServer.Request request = model.requests().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.uri()).isEqualTo("/v2/models/m/infer?debug=%20a");
            assertThat(request.body()).isEqualTo("body");
            assertThat(request.header("X-user")).isEqualTo("7");
            assertThat(request.header("X-gauntlet-shadow")).isEqualTo("true");
            assertThat(request.header("X-gauntlet-variant")).isEqualTo(model == champion ? "champion" : "challenger");
            assertThat(request.header("Host")).isEqualTo(model.uri().getAuthority());
            assertThat(request.header("Accept-encoding")).isEqualTo("identity");
            assertThat(request.headers()).doesNotContainKeys("Te", "Keep-alive");
            assertThat(request.header("X-gauntlet-unit-bucket")).as("what the champion has answered before must not count twice")
                    .isEqualTo(model == champion ? "" : "42");
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "500, 500", "503, 503"})
    void tellsASenderThatCountsHowTheChallengerAnsweredAndNothingElse(int answered, int told) throws Exception {
        compare(model(request -> label("cat")).uri(), model(request -> new Reply(answered, "application/json",
                "{\"predictions\": [\"cat\"]}".getBytes(StandardCharsets.UTF_8))).uri(), DEFAULTS, 8, 20_000, true);

        HttpResponse<String> answer = http.send(copy("/v1/models/m:predict").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(told);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void shedsWhatIsBeyondItsPlaces() {
        StubServer[] slow = new StubServer[1];
        slow[0] = model(request -> slow[0].hang());
        compare(model(request -> label("cat")).uri(), slow[0].uri(), DEFAULTS, 4, 20_000);

        List<Integer> answers = IntStream.range(0, 10).mapToObj(i -> post("{}")).toList();

        assertThat(answers).containsExactly(202, 202, 202, 202, 429, 429, 429, 429, 429, 429);
        assertThat(scrape().sum("gauntlet_shadow_dropped_total", CHALLENGER, "Concurrency")).isEqualTo(6);
        assertThat(scrape().sum("gauntlet_shadow_copies_total", CHALLENGER)).isEqualTo(10);
    }

    @Test
    void shedsWhatIsBeyondItsRate() {
        compare(model(request -> label("cat")).uri(), model(request -> label("cat")).uri(),
                comparison("{\"maximumRequestsPerSecond\": 1}"), 64, 20_000);

        List<CompletableFuture<HttpResponse<Void>>> sent = IntStream.range(0, 50).mapToObj(i -> http.sendAsync(
                copy("/").POST(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.discarding())).toList();
        long accepted = sent.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() == 202).count();

        assertThat(accepted).isBetween(1L, 30L);
        assertThat(scrape().sum("gauntlet_shadow_dropped_total", CHALLENGER, "RateLimit")).isEqualTo(50 - accepted);
    }

    @Test
    void refusesWhatMustNotBeRepeatedOrIsTooLong() throws Exception {
        StubServer champion = model(request -> label("cat"));
        compare(champion.uri(), model(request -> label("cat")).uri(), comparison("{\"maximumBodyBytes\": 2048}"), 1, 20_000);
        byte[] longBody = new byte[300_000];

        assertThat(status(copy("/").DELETE())).isEqualTo(405);
        assertThat(status(copy("/").PUT(HttpRequest.BodyPublishers.ofString("x")))).isEqualTo(405);
        assertThat(status(copy("/").header("Via", "1.1 gauntlet-comparator").GET())).isEqualTo(508);
        assertThat(status(copy("/").POST(HttpRequest.BodyPublishers.ofByteArray(longBody)))).isEqualTo(413);
        assertThat(status(copy("/").POST(HttpRequest.BodyPublishers.ofByteArrays(List.of(new byte[2000], new byte[2000]))))).isEqualTo(413);
        assertThat(post("short")).isEqualTo(202);
        Scrape seen = awaitRequests(1);

        assertThat(seen.sum("gauntlet_shadow_dropped_total", "Method")).isEqualTo(2);
        assertThat(seen.sum("gauntlet_shadow_dropped_total", "Loop")).isEqualTo(1);
        assertThat(seen.sum("gauntlet_shadow_dropped_total", "BodyTooLarge")).isEqualTo(2);
        assertThat(champion.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST http://%s/v1/models/m:predict HTTP/1.1", "GET http://%s/ HTTP/1.1", "POST *@%s HTTP/1.1"})
    void asksNoHostThatARequestNames(String requestLine) throws Exception {
        StubServer elsewhere = model(request -> label("cat"));
        StubServer champion = model(request -> label("cat"));
        StubServer challenger = model(request -> label("cat"));
        compare(champion.uri(), challenger.uri(), DEFAULTS, 8, 20_000);

        assertThat(raw(requestLine.formatted(elsewhere.uri().getAuthority()) + "\r\nHost: " + elsewhere.uri().getAuthority()
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(post("{}")).isEqualTo(202);
        Scrape seen = awaitRequests(1);

        assertThat(seen.sum("gauntlet_shadow_dropped_total", CHALLENGER, "Target")).isEqualTo(1);
        assertThat(champion.requests()).hasSize(1);
        assertThat(challenger.requests()).hasSize(1);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void followsNoModelElsewhere() {
        StubServer elsewhere = model(request -> label("cat"));
        compare(model(request -> label("cat")).uri(), model(request -> new Reply(307, "text/plain", new byte[0],
                Map.of("Location", elsewhere.uri().resolve("/v1/models/m:predict").toString()))).uri(), DEFAULTS, 8, 20_000);

        assertThat(post("{}")).isEqualTo(202);
        Scrape seen = awaitRequests(1);

        assertThat(seen.sum("gauntlet_shadow_failures_total", CHALLENGER, "Status")).isEqualTo(1);
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void aSenderThatNeverEndsItsBodyKeepsItsPlaceNoLongerThanAModelMay() throws Exception {
        compare(model(request -> label("cat")).uri(), model(request -> label("cat")).uri(), DEFAULTS, 1, 500);

        try (Socket slow = new Socket("127.0.0.1", comparator.port("challenger"))) {
            slow.getOutputStream().write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400 ");
        }

        assertThat(post("{}")).as("the only place is free again").isEqualTo(202);
        assertThat(awaitRequests(1).sum("gauntlet_shadow_dropped_total", CHALLENGER, "Aborted")).isEqualTo(1);
    }

    @Test
    void headersThatNoRequestMayHaveCostNobodyAPlace() throws Exception {
        compare(model(request -> label("cat")).uri(), model(request -> label("cat")).uri(), DEFAULTS, 1, 2_000);

        for (String header : List.of("X-A: \u0001\u0002", "X-\u00e9: a", "X A: b", "Connection: x, close, X-Gauntlet-Shadow")) {
            raw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" + header + "\r\nConnection: close\r\n\r\n");
        }

        await().atMost(20, TimeUnit.SECONDS).until(() -> post("{}") == 202);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** What comes back for some bytes, until the connection ends. */
    private String raw(String sent) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", comparator.port("challenger"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private int status(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // The comparator closes the connection without reading a long body to its end, which may come before its answer is read.
            return 413;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void logsBodiesOnlyWhereThatIsAskedFor(boolean asked) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage() + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters()));
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        running.add(() -> root.removeHandler(handler));
        List<String> answers = List.of("{\"predictions\":[\"secret-1\"]}", "secret-2", "{\"secret-3\"", "{\"secret\": 4}");
        compare(model(request -> Reply.json(answers.get(Integer.parseInt(request.body().substring(6))))).uri(),
                model(request -> label("cat")).uri(), comparison("{\"logBodies\": " + asked + "}"), 8, 20_000);

        IntStream.range(0, answers.size()).forEach(i -> post("secret" + i));
        awaitRequests(answers.size());

        if (asked) {
            await().untilAsserted(() -> assertThat(logged).anySatisfy(line -> assertThat(line).contains("secret0", "secret-1", "cat")));
        } else {
            assertThat(logged).noneSatisfy(line -> assertThat(line).contains("secret"));
        }
    }

    @Test
    void exportsSeriesOfBothVariantsFromTheStartThatPrometheusAccepts(@TempDir Path folder) throws Exception {
        compare(model(request -> Reply.json("{\"predictions\": [[0.25, 0.75]]}")).uri(),
                model(request -> Reply.json("{\"predictions\": [[0.75, 0.25]]}")).uri(), DEFAULTS, 8, 20_000);
        Scrape before = scrape();
        post("{}");
        Scrape after = awaitRequests(1);

        for (String variant : List.of("version=\"baseline\"", "version=\"candidate\"")) {
            String own = "source=\"mirrored\"";
            for (String counter : List.of("requests", "pairs", "divergent", "label_changes", "failures", "unreadable", "errors")) {
                assertThat(before.sum("gauntlet_shadow_" + counter + "_total", variant, own, "experiment=\"shop/recommender\""))
                        .as(counter + " of " + variant).isZero();
            }
            for (String histogram : List.of("score", "latency_seconds", "latency_difference_seconds", "numeric_difference",
                    "text_distance", "rank_agreement")) {
                assertThat(before.sum("gauntlet_shadow_" + histogram + "_count", variant, own)).as(histogram + " of " + variant).isZero();
            }
        }
        assertThat(after.sum("gauntlet_shadow_rank_agreement_sum", CHALLENGER)).isEqualTo(-1);
        assertThat(after.sum("gauntlet_shadow_rank_agreement_sum", CHAMPION)).isEqualTo(1);
        assertThat(after.sum("gauntlet_shadow_score_sum", CHALLENGER)).isEqualTo(0.25);
        assertThat(after.sum("gauntlet_shadow_score_sum", CHAMPION)).isEqualTo(0.75);
        assertThat(after.sum("process_start_time_seconds")).isPositive();
        assertThat(after.text()).doesNotContain("_created");
        Path file = Files.writeString(folder.resolve("metrics.txt"), after.text());
        Process promtool = new ProcessBuilder("promtool", "check", "metrics").redirectInput(file.toFile())
                .redirectErrorStream(true).start();
        assertThat(new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }
}
