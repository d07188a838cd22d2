package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Challengers in shadow get copies of the champion's requests, and no client ever notices. */
class ProxyMirrorIT {

    private static final AssignmentPolicy BY_USER = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.HEADER, "X-User-Id")), "salt", MissingKeyPolicy.CHAMPION, Optional.of("X-Choose"));
    private static final Pattern COPIES = Pattern.compile("gauntlet_mirrored_requests_total\\{experiment=\"demo/digits\","
            + "variant=\"(\\w+)\",outcome=\"(\\w+)\"(?:,reason=\"(\\w+)\")?} (\\d+)");
    private static final Pattern REQUESTS = Pattern.compile("gauntlet_requests_total\\{experiment=\"demo/digits\","
            + "variant=\"(\\w+)\",source=\"(\\w+)\",code=\"(\\w+)\",unit_bucket=\"\\w+\"} (\\d+)");

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private StubModel champion;
    private StubModel challenger;
    private ProxyStates states;

    @BeforeEach
    void startModels() throws IOException {
        champion = model("a");
        challenger = model("b");
        states = new ProxyStates("a", Map.of("a", champion.backend(1_000, 10_000), "b", challenger.backend(500, 3_000)));
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private StubModel model(String name) throws IOException {
        StubModel model = new StubModel(name, "127.0.9.6");
        open.add(model);
        return model;
    }

    private NginxProxy proxy(AssignmentPolicy policy, ProxyState state) {
        NginxProxy proxy = new NginxProxy(folder, "127.0.9.51", policy, state);
        open.add(proxy);
        return proxy.start();
    }

    /** Counts by {@code variant outcome} and {@code variant dropped reason}, once no copy is under way. */
    private static Map<String, Long> settled(NginxProxy proxy, long sampled) {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).until(
                () -> counts(COPIES, proxy.metrics(), 3), counts -> {
                    long begun = counts.entrySet().stream().filter(count -> count.getKey().endsWith(" sampled"))
                            .mapToLong(Map.Entry::getValue).sum();
                    long all = counts.values().stream().mapToLong(Long::longValue).sum();
                    return begun >= sampled && all == 2 * begun;
                });
    }

    private static Map<String, Long> counts(Pattern pattern, String metrics, int labels) {
        Map<String, Long> counts = new ConcurrentHashMap<>();
        Matcher matcher = pattern.matcher(metrics);
        while (matcher.find()) {
            List<String> names = new ArrayList<>();
            for (int label = 1; label <= labels; label++) {
                if (matcher.group(label) != null) {
                    names.add(matcher.group(label));
                }
            }
            counts.merge(String.join(" ", names), Long.parseLong(matcher.group(labels + 1)), Long::sum);
        }
        return counts;
    }

    private static Map<String, Long> requests(NginxProxy proxy) {
        return counts(REQUESTS, proxy.metrics(), 3);
    }

    @Test
    void aTenthOfTenThousandRequestsIsCopiedWholeAndClientsGetTheChampionsAnswersOnly() throws Exception {
        Queue<StubModel.Received> copies = new ConcurrentLinkedQueue<>();
        Set<String> originals = ConcurrentHashMap.newKeySet();
        challenger.onReceived(copies::add);
        champion.onReceived(received -> {
            assertThat(received.headers()).doesNotContainKeys("x-gauntlet-shadow", "x-gauntlet-copy");
            originals.add(content(received));
        });
        NginxProxy proxy = proxy(BY_USER, states.mirroring(1, "10"));
        int requests = 10_000;
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < requests; i++) {
                byte[] body = ("prediction " + i + " " + "x".repeat(i % 500)).getBytes(StandardCharsets.UTF_8);
                KeepAliveClient.Response response = client.post("/infer/" + i + "?q=%2F", Map.of("X-User-Id", "u" + i,
                        "X-Gauntlet-Shadow", "forged", "X-Two", "one, two"), body);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("a");
            }
        }

        Map<String, Long> counts = settled(proxy, 500);
        long sampled = counts.get("b sampled");
        assertThat(sampled / (double) requests).isCloseTo(0.1, within(4 * Math.sqrt(0.1 * 0.9 / requests)));
        assertThat(counts).isEqualTo(Map.of("b sampled", sampled, "b answered", sampled));
        assertThat(requests(proxy)).isEqualTo(Map.of("a assigned 200", (long) requests, "b mirrored 200", sampled));
        assertThat(champion.requests()).isEqualTo(requests);
        assertThat(originals).hasSize(requests);
        assertThat(copies).hasSize((int) sampled).allSatisfy(copy -> {
            assertThat(originals).contains(content(copy));
            assertThat(copy.headers()).containsEntry("x-gauntlet-shadow", "true").containsEntry("x-gauntlet-source", "mirrored")
                    .containsEntry("x-gauntlet-variant", "b").containsEntry("host", "model").containsEntry("x-two", "one, two")
                    .containsEntry("x-gauntlet-unit-bucket", String.valueOf(Assignment.bucket("salt", copy.headers().get("x-user-id"))))
                    .containsKey("x-forwarded-for").doesNotContainKey("x-gauntlet-copy");
        });
        assertThat(proxy.metrics()).contains("gauntlet_request_duration_seconds_count{experiment=\"demo/digits\",variant=\"b\","
                + "source=\"mirrored\"} " + sampled + "\n").doesNotContain("gauntlet_fallbacks_total{");
    }

    @Test
    void copiesForAComparatorGoThereAndRequestsThatAskForTheChallengerStillReachIt() throws Exception {
        StubModel comparator = model("comparator");
        ProxyState mirroring = states.mirroring(1, "100");
        NginxProxy proxy = proxy(BY_USER, new ProxyState(1, mirroring.lanes(), "a", mirroring.backends(), mirroring.mirrored(),
                new TreeMap<>(Map.of("b", comparator.backend(500, 3_000))), false));

        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.post("/infer", Map.of("X-User-Id", "u"), new byte[10]).body()).isEqualTo("a");
            assertThat(client.post("/infer", Map.of("X-User-Id", "u", "X-Choose", "b"), new byte[10]).body()).isEqualTo("b");
        }

        settled(proxy, 1);
        assertThat(comparator.requests()).isEqualTo(1);
        assertThat(comparator.last().headers()).containsEntry("x-gauntlet-shadow", "true").containsEntry("x-gauntlet-variant", "b");
        assertThat(challenger.requests()).as("only the one that asked for it").isEqualTo(1);
    }

    private static String content(StubModel.Received received) {
        return received.requestLine() + " " + received.headers().get("x-user-id") + " " + received.bodyLength() + " " + received.bodySum();
    }

    @ParameterizedTest
    @CsvSource({"ERROR_500, 500, answered", "SLOW, 200, answered", "DROP, 502, failed", "REFUSED, 502, failed", "HANG, 504, failed"})
    void aShadowThatMisbehavesNeitherDelaysNorChangesAnythingOnTheSameConnection(String failure, String code, String outcome)
            throws Exception {
        if (failure.equals("REFUSED")) {
            challenger.close();
        } else {
            challenger.mode(StubModel.Mode.valueOf(failure));
        }
        NginxProxy proxy = proxy(BY_USER, states.mirroring(1, "0"));
        int requests = 400;
        try (KeepAliveClient client = proxy.client()) {
            long[] plain = latencies(client, requests, new byte[1000]);
            proxy.push(states.mirroring(2, "100"));
            long[] shadowed = latencies(client, requests, new byte[1000]);
            // The challenger's read timeout is three seconds: a wait for it could not hide here.
            assertThat(shadowed[requests / 2]).as("median in microseconds").isLessThan(plain[requests / 2] + 20_000);
            assertThat(shadowed[requests - 1]).as("slowest in microseconds").isLessThan(plain[requests - 1] + 1_000_000);
            assertThat(client.connections()).isEqualTo(1);
        }

        Map<String, Long> counts = settled(proxy, requests);
        assertThat(counts.get("b sampled")).isEqualTo(requests);
        long sent = counts.get("b " + outcome);
        assertThat(sent).isPositive();
        assertThat(counts.getOrDefault("b dropped busy", 0L)).isEqualTo(requests - sent);
        if (failure.equals("HANG")) {
            assertThat(sent).as("the number of copies under way is bounded, per worker").isEqualTo(128);
        }
        assertThat(requests(proxy)).isEqualTo(Map.of("a assigned 200", 2L * requests, "b mirrored " + code, sent));
        assertThat(champion.requests()).as("no copy falls back on the champion").isEqualTo(2 * requests);
    }

    private static long[] latencies(KeepAliveClient client, int requests, byte[] body) throws IOException {
        long[] micros = new long[requests];
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            KeepAliveClient.Response response = client.post("/infer", Map.of("X-User-Id", "u" + i), body);
            micros[i] = (System.nanoTime() - start) / 1000;
            assertThat(response.body()).isEqualTo("a");
        }
        Arrays.sort(micros);
        return micros;
    }

    @ParameterizedTest
    @EnumSource(value = StubModel.Mode.class, names = {"SLOW", "HANG"})
    void nobodyWaitsWhereCopiesHaveAMegabyteEither(StubModel.Mode mode) throws Exception {
        challenger.mode(mode);
        NginxProxy proxy = proxy(BY_USER, states.mirroring(1, "0"));
        byte[] megabyte = new byte[1 << 20];
        int requests = 60;
        try (KeepAliveClient client = proxy.client()) {
            long[] plain = latencies(client, requests, megabyte);
            proxy.push(states.mirroring(2, "100"));
            long[] shadowed = latencies(client, requests, megabyte);
            assertThat(shadowed[requests / 2]).as("median in microseconds").isLessThan(plain[requests / 2] + 50_000);
            assertThat(client.connections()).isEqualTo(1);
        }

        assertThat(settled(proxy, requests)).isEqualTo(Map.of("b sampled", (long) requests,
                mode == StubModel.Mode.SLOW ? "b answered" : "b failed", (long) requests));
        assertThat(challenger.last().bodyLength()).isEqualTo(megabyte.length);
        assertThat(challenger.last().bodySum()).isEqualTo(StubModel.sum(megabyte));
    }

    @Test
    void aBodyOnDiskIsCopiedWholeAndOneBeyondTheLimitIsDropped() throws Exception {
        NginxProxy proxy = proxy(AssignmentPolicy.perRequest("salt"), states.mirroring(1, "100"));
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.post("/infer", Map.of(), body).body()).isEqualTo("a");
            assertThat(settled(proxy, 1)).isEqualTo(Map.of("b sampled", 1L, "b answered", 1L));
            assertThat(challenger.last().bodyLength()).isEqualTo(body.length);
            assertThat(challenger.last().bodySum()).isEqualTo(StubModel.sum(body));

            assertThat(client.post("/infer", Map.of(), new byte[17 << 20]).body()).isEqualTo("a");
            assertThat(settled(proxy, 2)).isEqualTo(Map.of("b sampled", 2L, "b answered", 1L, "b dropped body", 1L));
        }
        assertThat(champion.last().bodyLength()).isEqualTo(17 << 20);
        assertThat(challenger.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "POST, true", "PUT, false", "PATCH, false", "DELETE, false"})
    void whatAsksForAChangeIsNotCopied(String method, boolean copied) throws Exception {
        NginxProxy proxy = proxy(BY_USER, states.mirroring(1, "100"));
        try (KeepAliveClient client = proxy.client()) {
            assertThat(client.request(method, "/", Map.of("X-User-Id", "u")).body()).isEqualTo("a");
            client.get("/", Map.of("X-User-Id", "u"));
        }
        assertThat(settled(proxy, 1)).containsEntry("b sampled", copied ? 2L : 1L);
        assertThat(challenger.requests()).isEqualTo(copied ? 2 : 1);
    }

    @Test
    void percentagesTakeEffectWithoutAReloadAndOnlyRequestsOfTheExperimentAreCopied() throws Exception {
        NginxProxy proxy = proxy(BY_USER, states.split(1, "0"));
        try (KeepAliveClient client = proxy.client()) {
            client.get("/", Map.of("X-User-Id", "u"));
            proxy.push(states.mirroring(2, "100"));
            for (int i = 0; i < 50; i++) {
                client.get("/", Map.of("X-User-Id", "u" + i));
            }
            client.get("/", Map.of());
            client.get("/", Map.of("X-User-Id", "u", "X-Choose", "a"));
            assertThat(client.get("/", Map.of("X-User-Id", "u", "X-Choose", "b")).body()).isEqualTo("b");
            assertThat(settled(proxy, 50)).isEqualTo(Map.of("b sampled", 50L, "b answered", 50L));

            proxy.push(states.split(3, "100"));
            assertThat(client.get("/", Map.of("X-User-Id", "u")).body()).isEqualTo("b");
            proxy.push(states.split(4, "0"));
            client.get("/", Map.of("X-User-Id", "u"));
        }
        proxy.metricsAfter(56 + 50);
        assertThat(requests(proxy)).isEqualTo(Map.of("a assigned 200", 52L, "a unassigned 200", 1L, "a override 200", 1L,
                "b override 200", 1L, "b assigned 200", 1L, "b mirrored 200", 50L));
        assertThat(settled(proxy, 50).get("b sampled")).isEqualTo(50);
    }

    @Test
    void severalChallengersGetCopiesOfTheSameRequestsAndTheLogTellsWhich() throws Exception {
        StubModel other = model("c");
        ProxyStates three = new ProxyStates("a", Map.of("a", champion.backend(1_000, 10_000), "b", challenger.backend(500, 3_000),
                "c", other.backend(500, 3_000)));
        NginxProxy proxy = proxy(AssignmentPolicy.perRequest("salt"), three.mirroring(1, "30"));
        try (KeepAliveClient client = proxy.client()) {
            for (int i = 0; i < 200; i++) {
                client.get("/", Map.of());
            }
        }
        Map<String, Long> counts = settled(proxy, 2);
        assertThat(counts.get("b sampled")).isEqualTo(counts.get("c sampled")).isEqualTo(counts.get("b answered"));

        long lines = 200 + 2 * counts.get("b sampled");
        List<String> log = await().until(() -> Files.readAllLines(proxy.log()), all -> all.size() == lines);
        ObjectMapper json = new ObjectMapper();
        Map<String, Set<String>> ids = new ConcurrentHashMap<>();
        for (String line : log) {
            JsonNode entry = json.readTree(line);
            ids.computeIfAbsent(entry.get("variant").asText() + " " + entry.get("source").asText(), key -> ConcurrentHashMap.newKeySet())
                    .add(entry.get("requestId").asText());
        }
        assertThat(ids.get("a assigned")).hasSize(200).containsAll(ids.get("b mirrored"));
        assertThat(ids.get("b mirrored")).hasSize(Math.toIntExact(counts.get("b sampled"))).isEqualTo(ids.get("c mirrored"));
        String drawn = ids.get("b mirrored").stream().sorted().collect(Collectors.joining(" "));
        assertThat(ids.get("a assigned").stream().filter(id -> Assignment.position("", id) < Lanes.positions(new BigDecimal(30)))
                .sorted().collect(Collectors.joining(" "))).as("the draw is a function of the request's id").isEqualTo(drawn);
    }
}
