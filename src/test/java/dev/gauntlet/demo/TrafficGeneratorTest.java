package dev.gauntlet.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.gauntlet.demo.TrafficGenerator.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrafficGeneratorTest {

    private static final Profile FAST = Profile.standard().withRate(200);

    private final List<AutoCloseable> started = new ArrayList<>();
    private DigitsDataset heldOut;

    /** What a server without any model saw of the traffic. */
    private record Seen(int clientPort, String user, String contentType, JsonNode body) {}

    @BeforeEach
    void load() throws IOException {
        heldOut = DigitsDataset.load(DigitsDataset.DEFAULT_FILE).split().heldOut();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : started) {
            part.close();
        }
    }

    @Test
    void requestsAreSentAtTheGivenRateAndAllAreAccountedFor() throws Exception {
        DigitsModelServer server = modelServer(DigitsModel.BASELINE);
        TrafficGenerator generator = traffic(server.uri(), List.of(server.uri()), FAST);
        await().until(() -> generator.report().sent() > 50);

        long sentBefore = generator.report().sent();
        long start = System.nanoTime();
        await().atMost(30, SECONDS).until(() -> System.nanoTime() - start > SECONDS.toNanos(3));
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (generator.report().sent() - sentBefore) / seconds;
        generator.close();

        assertThat(rate).isCloseTo(200, within(10.0));
        TrafficReport report = generator.report();
        assertThat(report.ok()).isEqualTo(report.sent());
        assertThat(report.failed()).isZero();
        assertThat(report.statuses()).containsOnly(Map.entry(200, report.sent()));
        assertThat(report.p50()).isPositive().isLessThanOrEqualTo(report.p99());
    }

    @Test
    void eachAnsweredRequestIsLabelledAtTheServerThatAnsweredItAndNowhereElse() throws Exception {
        DigitsModelServer answering = modelServer(DigitsModel.CANDIDATE);
        DigitsModelServer idle = modelServer(DigitsModel.BASELINE);
        TrafficGenerator generator =
                traffic(answering.uri(), List.of(idle.uri(), answering.uri()), FAST);
        await().atMost(30, SECONDS).until(() -> generator.report().labelled() > 300);
        generator.close();

        TrafficReport report = generator.report();
        assertThat(report.labelled()).isEqualTo(report.ok());
        ExpositionText metrics = new ModelClient(answering.uri()).metrics();
        assertThat(metrics.sum("predictions_total")).isEqualTo(report.ok());
        assertThat(metrics.sum("http_requests_total")).isEqualTo(report.ok());
        assertThat(metrics.sum("predictions_correct_total") / report.ok())
                .isCloseTo(answering.heldOutAccuracy(), within(0.05));
        assertThat(new ModelClient(idle.uri()).metrics().sum("predictions_total")).isZero();
    }

    @Test
    void labelsFollowTheAddressesThatTheSupplierGivesAtTheTime() throws Exception {
        DigitsModelServer server = modelServer(DigitsModel.BASELINE);
        Set<URI> addresses = ConcurrentHashMap.newKeySet();
        TrafficGenerator generator = TrafficGenerator.start(server.uri(), () -> addresses, heldOut, FAST);
        started.add(generator);
        await().until(() -> generator.report().ok() > 100);
        assertThat(generator.report().labelled()).isZero();

        addresses.add(server.uri());

        await().atMost(30, SECONDS).until(() -> generator.report().labelled() > 50);
    }

    @Test
    void errorAnswersAreCountedByStatusAndNotLabelled() throws Exception {
        DigitsModelServer server = modelServer(DigitsModel.BASELINE);
        new ModelClient(server.uri()).post("/control/failing", "{\"rate\": 0.5}");
        TrafficGenerator generator = traffic(server.uri(), List.of(server.uri()), FAST);
        await().atMost(30, SECONDS).until(() -> generator.report().sent() > 300);
        generator.close();

        TrafficReport report = generator.report();
        assertThat(report.statuses()).containsOnlyKeys(200, 500);
        assertThat(report.statuses().get(200)).isEqualTo(report.ok()).isEqualTo(report.labelled());
        assertThat(report.statuses().get(500)).isEqualTo(report.failed());
        assertThat(report.ok() + report.failed()).isEqualTo(report.sent());
    }

    @Test
    void trafficOutlivesATargetThatRefusesConnectionsAndRecoversWithIt() throws Exception {
        InetSocketAddress address = freeAddress();
        URI uri = URI.create("http://127.0.0.1:" + address.getPort());
        TrafficGenerator generator = traffic(uri, List.of(uri), FAST);
        await().atMost(30, SECONDS).until(() -> generator.report().unanswered() > 50);
        assertThat(generator.report().ok()).isZero();

        DigitsModelServer server = modelServer("--model=baseline", "--listen=127.0.0.1:" + address.getPort());

        await().atMost(30, SECONDS).until(() -> generator.report().labelled() > 50);
        server.close();
        long unanswered = generator.report().unanswered();
        await().atMost(30, SECONDS).until(() -> generator.report().unanswered() > unanswered + 50);
        generator.close();
        TrafficReport report = generator.report();
        assertThat(report.ok() + report.failed()).isEqualTo(report.sent());
    }

    @Test
    void trafficOutlivesATargetThatNeverAnswers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        URI uri = server(exchange -> hold(release));
        Profile impatient = new Profile(200, 10, Duration.ZERO, Duration.ofMillis(200), 100, 1);
        TrafficGenerator generator = traffic(uri, List.of(uri), impatient);

        await().atMost(30, SECONDS).until(() -> generator.report().unanswered() > 200);
        release.countDown();
        generator.close();

        TrafficReport report = generator.report();
        assertThat(report.failed()).isEqualTo(report.sent());
    }

    @Test
    void connectionsAreReusedUpToTheirNumberOfRequestsAndThenRenewed() throws Exception {
        List<Seen> seen = new ArrayList<>();
        URI uri = recordingServer(seen);
        Profile renewing = new Profile(200, 10, Duration.ZERO, Duration.ofSeconds(2), 20, 1);
        TrafficGenerator generator = traffic(uri, List.of(), renewing);
        await().atMost(30, SECONDS).until(() -> generator.report().ok() > 300);
        generator.close();

        TrafficReport report = generator.report();
        Map<Integer, Long> requests =
                seen.stream().collect(Collectors.groupingBy(Seen::clientPort, Collectors.counting()));
        assertThat(requests.values()).allMatch(count -> count <= 20).contains(20L);
        assertThat(report.connections()).isEqualTo(requests.size());
        assertThat(report.ok()).isEqualTo(report.sent());
    }

    @Test
    void usersComeFromThePoolAndImagesAreHeldOutOnes() throws Exception {
        List<Seen> seen = new ArrayList<>();
        URI uri = recordingServer(seen);
        Profile fewUsers = new Profile(200, 5, Duration.ZERO, Duration.ofSeconds(2), 100, 1);
        TrafficGenerator generator = traffic(uri, List.of(), fewUsers);
        await().atMost(30, SECONDS).until(() -> generator.report().ok() > 200);
        generator.close();

        Set<String> known = heldOut.images().stream()
                .map(image -> Arrays.toString(image.pixels()))
                .collect(Collectors.toSet());
        assertThat(seen.stream().map(Seen::user).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("user-0", "user-1", "user-2", "user-3", "user-4");
        assertThat(seen).allSatisfy(request -> {
            double[] pixels = new ObjectMapper()
                    .convertValue(request.body().path("inputs").get(0).path("data"), double[].class);
            assertThat(known).contains(Arrays.toString(pixels));
            assertThat(request.contentType()).isEqualTo("application/json");
        });
        assertThat(new HashSet<>(seen.stream().map(request -> request.body().path("id").asText()).toList()))
                .as("ids are unique")
                .hasSameSizeAs(seen);
    }

    @Test
    void theSameSeedDrawsTheSameImages() throws Exception {
        assertThat(firstImages(7)).isEqualTo(firstImages(7)).isNotEqualTo(firstImages(8));
    }

    @Test
    void closingEndsAllItsThreadsEvenWhileItsTargetIsGone() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        URI nobody = URI.create("http://127.0.0.1:" + freeAddress().getPort());
        for (int i = 0; i < 3; i++) {
            TrafficGenerator generator = TrafficGenerator.start(nobody, () -> List.of(nobody), heldOut, FAST);
            await().until(() -> generator.report().sent() > 5);
            generator.close();
            generator.close();
        }

        await().atMost(10, SECONDS).untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("vert")));
    }

    private List<String> firstImages(long seed) throws Exception {
        List<Seen> seen = new ArrayList<>();
        URI uri = recordingServer(seen);
        Profile profile = new Profile(100, 5, Duration.ZERO, Duration.ofSeconds(2), 100, seed);
        try (TrafficGenerator generator = TrafficGenerator.start(uri, List::of, heldOut, profile)) {
            await().atMost(30, SECONDS).until(() -> generator.report().ok() > 30);
        }
        Map<Integer, String> byNumber = new TreeMap<>();
        seen.forEach(request -> byNumber.put(
                Integer.parseInt(request.body().path("id").asText().replaceAll(".*-", "")),
                request.body().path("inputs").toString()));
        return List.copyOf(byNumber.values()).subList(0, 30);
    }

    private TrafficGenerator traffic(URI target, List<URI> modelServers, Profile profile) {
        TrafficGenerator generator = TrafficGenerator.start(target, () -> modelServers, heldOut, profile);
        started.add(0, generator);
        return generator;
    }

    private DigitsModelServer modelServer(DigitsModel model) throws IOException {
        return modelServer("--model=" + model, "--listen=127.0.0.1:0");
    }

    private DigitsModelServer modelServer(String model, String listen) throws IOException {
        DigitsModelServer server = DigitsModelServer.start(
                DigitsModelServer.Options.parse(model, listen, "--drain-millis=0", "--fail-after-control"));
        started.add(server);
        return server;
    }

    private URI recordingServer(List<Seen> seen) throws IOException {
        ObjectMapper json = new ObjectMapper();
        return server(exchange -> {
            JsonNode body = json.readTree(exchange.getRequestBody().readAllBytes());
            synchronized (seen) {
                seen.add(new Seen(
                        exchange.getRemoteAddress().getPort(),
                        exchange.getRequestHeaders().getFirst(TrafficGenerator.USER_HEADER),
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        body));
            }
            exchange.sendResponseHeaders(200, -1);
        });
    }

    private URI server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        ExecutorService executor = Executors.newCachedThreadPool();
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        started.add(() -> {
            server.stop(0);
            executor.shutdownNow();
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }
}
