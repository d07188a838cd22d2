package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.UnitKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Shares of real requests through two real proxies, and the challenger's exposure while the share changes.
 *
 * <p>Where requests are drawn at random, a count of {@code k} of {@code n} contradicts a share {@code p} when a binomial count of
 * {@code n} trials at {@code p} is that large with a probability below {@link #SURPRISE} (exact tail).
 */
class ProxySplitIT {

    private static final double SURPRISE = 1e-6;
    private static final int CLIENTS = 4;
    private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();
    private static final String SALT = "split";
    private static final AssignmentPolicy BY_USER = new AssignmentPolicy(AssignmentUnit.USER,
            Optional.of(new UnitKey(UnitKey.Type.HEADER, "X-User-Id")), SALT, MissingKeyPolicy.CHAMPION, Optional.empty());

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private ProxyStates states;

    @BeforeEach
    void startModels() throws IOException {
        StubModel champion = new StubModel("a", "127.0.9.7");
        StubModel challenger = new StubModel("b", "127.0.9.7");
        open.addAll(List.of(champion, challenger));
        states = new ProxyStates("a", Map.of("a", champion.backend(1_000, 10_000), "b", challenger.backend(1_000, 10_000)));
    }

    @AfterEach
    void stopAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private List<NginxProxy> proxies(AssignmentPolicy policy, ProxyState state) {
        List<NginxProxy> proxies = Stream.of("127.0.9.71", "127.0.9.72")
                .map(address -> new NginxProxy(folder, address, policy, state)).toList();
        open.addAll(proxies);
        proxies.forEach(NginxProxy::start);
        return proxies;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5", "20", "50"})
    void aHundredThousandRequestsAreSplitWithinOnePercentOfWhatIsConfigured(String percent) {
        int requests = 100_000;
        double share = Double.parseDouble(percent) / 100;
        List<NginxProxy> proxies = proxies(AssignmentPolicy.perRequest(SALT), states.split(1, percent));

        List<CompletableFuture<List<String>>> clients = IntStream.range(0, CLIENTS).mapToObj(i -> CompletableFuture.supplyAsync(() ->
                served(proxies.get(i % proxies.size()), Collections.nCopies(requests / CLIENTS, "the same user")))).toList();
        long challenged = clients.stream().mapToLong(client -> Collections.frequency(client.join(), "b")).sum();

        assertThat(challenged / (double) requests).as("share of the challenger").isCloseTo(share, within(0.01));
        BinomialDistribution expected = BinomialDistribution.of(requests, share);
        assertThat(Math.min(expected.cumulativeProbability((int) challenged), expected.survivalProbability((int) challenged - 1)))
                .as("probability of %d or worse", challenged).isGreaterThan(SURPRISE);
    }

    private static List<String> served(NginxProxy proxy, List<String> units) {
        try (KeepAliveClient client = proxy.client()) {
            return client.pipelined("X-User-Id", units);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request and when it was under way, by {@link System#nanoTime()}. */
    private record Sent(String user, long start, long end, String variant) {
    }

    /** A step of the ramp: from when on its state was on its way to the proxies, and from when on all of them held it. */
    private record Step(String percent, ProxyState state, long pushed, long held) {

        double share() {
            return Double.parseDouble(percent) / 100;
        }
    }

    /** The requests and steps of a ramp up and the emergency stop at its end. */
    private record Ramp(List<Sent> requests, List<Step> steps) {

        /** The steps that a request can have met: one is met from when it was on its way until the next one was held by all. */
        List<Step> possible(Sent request) {
            return IntStream.range(0, steps.size())
                    .filter(i -> steps.get(i).pushed() <= request.end())
                    .filter(i -> i + 1 == steps.size() || request.start() <= steps.get(i + 1).held())
                    .mapToObj(steps::get).toList();
        }
    }

    private Ramp ramp(AssignmentPolicy policy) throws InterruptedException {
        List<String> percents = List.of("1", "5", "20", "50", "0");
        List<Step> steps = new ArrayList<>();
        long begin = System.nanoTime();
        ProxyState first = states.split(1, percents.get(0));
        List<NginxProxy> proxies = proxies(policy, first);
        steps.add(new Step(percents.get(0), first, begin, System.nanoTime()));
        List<Recorder> recorders = IntStream.range(0, CLIENTS).mapToObj(i -> new Recorder(proxies.get(i % proxies.size()), i)).toList();
        ProxyAdminClient admin = new ProxyAdminClient(Duration.ofSeconds(5));
        List<String> addresses = proxies.stream().map(NginxProxy::address).toList();
        for (int i = 1; i <= percents.size(); i++) {
            awaitMore(recorders, 4_000);
            if (i < percents.size()) {
                ProxyState state = states.split(i + 1, percents.get(i));
                long pushed = System.nanoTime();
                Map<String, ProxyAdminClient.Answer> answers = admin.push(addresses, NginxProxy.TOKENS.token(NginxProxy.OWNER), state);
                steps.add(new Step(percents.get(i), state, pushed, System.nanoTime()));
                assertThat(answers.values()).allMatch(answer -> answer instanceof ProxyAdminClient.Answer.Holding);
            }
        }
        List<Sent> requests = new ArrayList<>();
        recorders.forEach(recorder -> requests.addAll(recorder.stop()));
        return new Ramp(requests, steps);
    }

    private static void awaitMore(List<Recorder> recorders, int requests) {
        long goal = recorders.stream().mapToLong(Recorder::count).sum() + requests;
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5))
                .until(() -> recorders.stream().mapToLong(Recorder::count).sum() >= goal);
    }

    /** A client with a persistent connection that sends one request after the other, each of another user, and notes each. */
    private static final class Recorder {

        private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Void> end;
        private volatile boolean stopped;

        Recorder(NginxProxy proxy, int number) {
            end = CompletableFuture.runAsync(() -> run(proxy, number), command -> new Thread(command, "recorder-" + number).start());
        }

        private void run(NginxProxy proxy, int number) {
            try (KeepAliveClient client = proxy.client()) {
                for (int i = 0; !stopped; i++) {
                    String user = "user-" + number + "-" + i % 5_000;
                    long start = System.nanoTime();
                    KeepAliveClient.Response response = client.get("/", Map.of("X-User-Id", user));
                    assertThat(response.status()).isEqualTo(200);
                    sent.add(new Sent(user, start, System.nanoTime(), response.body()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long count() {
            // A client that failed would be waited for in vain.
            if (end.isCompletedExceptionally()) {
                end.join();
            }
            return sent.size();
        }

        List<Sent> stop() {
            stopped = true;
            end.join();
            return List.copyOf(sent);
        }
    }

    @Test
    void duringARampNoUserMeetsTheChallengerBeforeTheStepThatGivesItToHim() throws Exception {
        Ramp ramp = ramp(BY_USER);
        for (Sent request : ramp.requests()) {
            List<Step> possible = ramp.possible(request);
            assertThat(possible.stream().map(step -> states.assignment(SALT, step.state()).variantOf(request.user())))
                    .as("%s of %s, which met %s", request, ramp.steps(), possible).contains(request.variant());
        }
    }

    @Test
    void duringARampTheChallengersExposureIsNeverAboveTheShareOfTheStep() throws Exception {
        Ramp ramp = ramp(AssignmentPolicy.perRequest(SALT));
        long begin = ramp.steps().get(0).held();
        // Windows end where a step begins, so that none mixes two shares but the few requests under way at that moment.
        Map<String, List<Sent>> windows = new TreeMap<>();
        for (Sent request : ramp.requests()) {
            Step highest = ramp.possible(request).stream().max((a, b) -> Double.compare(a.share(), b.share())).orElseThrow();
            String window = highest.percent() + " " + (request.end() - begin) / WINDOW_NANOS;
            windows.computeIfAbsent(window, key -> new ArrayList<>()).add(request);
        }
        for (Map.Entry<String, List<Sent>> window : windows.entrySet()) {
            double share = Double.parseDouble(window.getKey().split(" ")[0]) / 100;
            int challenged = (int) window.getValue().stream().filter(request -> request.variant().equals("b")).count();
            double tail = BinomialDistribution.of(window.getValue().size(), share).survivalProbability(challenged - 1);
            assertThat(tail).as("%d of %d requests at the challenger in a window at %s", challenged, window.getValue().size(),
                    window.getKey()).isGreaterThan(SURPRISE);
        }
    }
}
