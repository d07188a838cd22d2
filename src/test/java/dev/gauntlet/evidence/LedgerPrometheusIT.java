package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.evidence.prometheus.Authentication;
import dev.gauntlet.evidence.prometheus.HttpPrometheusClient;
import dev.gauntlet.evidence.prometheus.PrometheusConnection;
import dev.gauntlet.evidence.prometheus.QueryListener;
import dev.gauntlet.evidence.prometheus.RetryLimits;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.evidence.prometheus.StoreTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger against a real Prometheus that scrapes real servers. The servers restart and are replaced, error series are born
 * late, the reader's state is thrown away at random moments and read back from its last checkpoint, and Prometheus itself is
 * stopped and killed; in the end each series is counted exactly as it was scraped.
 */
class LedgerPrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofSeconds(3);
    private static final EvidenceSpec SPEC = new EvidenceSpec(
            List.of(MetricSpec.proportion("errors", SelectorSyntax.parse("requests_total{code=~\"5..\"}"),
                    SelectorSyntax.parse("requests_total"), Optional.of(HardLimit.above(0.5, 100))),
                    new MetricSpec("late-errors", new MetricSource.Proportion(SelectorSyntax.parse("requests_total{code=~\"5..\"}"),
                    SelectorSyntax.parse("requests_total")), Optional.empty(), LATE),
                    MixedMetrics.MEAN, MixedMetrics.P90, MixedMetrics.GAUGE),
            Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(), Duration.ofSeconds(5), Duration.ofSeconds(2));

    private final Random random = new Random(20261102);
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);
    private final List<CountingServer> servers = new CopyOnWriteArrayList<>();
    private final List<CountingServer> alive = new CopyOnWriteArrayList<>();
    private final AtomicBoolean traffic = new AtomicBoolean(true);
    private PrometheusProcess prometheus;
    private HttpPrometheusClient client;
    private Reader reader;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        prometheus = new PrometheusProcess(folder);
        prometheus.start();
        PrometheusConnection connection = new PrometheusConnection("local", prometheus.url(), Duration.ofSeconds(5),
                new Authentication.None(),
                Optional.empty(), Map.of(), Duration.ofSeconds(2), Set.of(), 10 << 20,
                new RetryLimits(2, Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofSeconds(5)));
        client = new HttpPrometheusClient(connection, Clock.systemUTC(), QueryListener.NONE);
        addServer("v1");
        addServer("v1");
        addServer("v2");
        background.scheduleAtFixedRate(this::sendTraffic, 0, 20, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        background.shutdownNow();
        background.awaitTermination(10, TimeUnit.SECONDS);
        alive.forEach(CountingServer::close);
        prometheus.close();
    }

    @Test
    void eachSeriesIsCountedExactlyAsItWasScraped() throws Exception {
        await("first scrapes").atMost(PATIENCE).until(() -> storedScrapes().size() == alive.size());
        Instant start = storeNow();
        reader = new Reader(Ledger.startingAt(SPEC, EvidenceLimits.DEFAULT, start));
        reader.openEpoch(start, 1000);
        reader.run();
        awaitProgress(3);

        restartServer(alive.get(0));
        restartServer(alive.get(2));
        awaitProgress(3);

        replaceServer(alive.get(1), "v1");
        CountingServer second = addServer("v2");
        await("new servers are scraped").atMost(PATIENCE).until(() -> storedScrapes().size() == servers.size());
        reader.openEpoch(storeNow(), 5000);
        restartServer(second);
        awaitProgress(3);

        prometheus.stop();
        await("the reader notices").atMost(PATIENCE).until(() -> reader.failuresInARow() >= 3);
        Instant held = reader.furthest();
        restartServer(alive.get(0));
        await("the reader holds").during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> reader.furthest().equals(held));
        prometheus.start();
        awaitProgress(4);

        prometheus.kill();
        await("the reader notices").atMost(PATIENCE).until(() -> reader.failuresInARow() >= 2);
        prometheus.start();
        awaitProgress(3);

        traffic.set(false);
        awaitProgress(8);
        Ledger ledger = reader.stop();

        Map<String, BigDecimal> truth = truth(start);
        assertThat(counted(ledger, "requests_total")).isEqualTo(of("requests_total", truth)).hasSizeGreaterThan(20);
        for (String counter : List.of("cost_sum", "cost_count", "cost_sumsq", "latency_bucket")) {
            assertThat(counted(ledger, counter)).as(counter).isEqualTo(of(counter, truth)).hasSizeGreaterThan(10);
        }
        truth.keySet().removeIf(series -> !series.contains("code=\"500\""));
        assertThat(counted(ledger, "requests_total{code=~\"5..\"}")).isEqualTo(truth).isNotEmpty();
        assertThat(ledger.unexplainedResets()).isZero();
        Evidence evidence = new Evidence(SPEC, ledger);
        long filed = evidence.filed("errors", "champion").trials() + evidence.filed("errors", "challenger").trials();
        long excluded = evidence.excluded("errors", "champion").trials() + evidence.excluded("errors", "challenger").trials();
        assertThat(BigDecimal.valueOf(filed + excluded))
                .isEqualByComparingTo(counted(ledger, "requests_total").values().stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
        assertThat(filed).isGreaterThan(excluded);
        for (VariantLabels variant : SPEC.variants()) {
            assertThat(evidence.filed("late-errors", variant.name()).plus(evidence.excluded("late-errors", variant.name())))
                    .isEqualTo(evidence.filed("errors", variant.name()).plus(evidence.excluded("errors", variant.name())));
            assertThat(evidence.filed("late-errors", variant.name()).trials()).isPositive()
                    .isLessThan(evidence.filed("errors", variant.name()).trials());
        }
        assertThat(evidence.proportionStrata("errors", "challenger", "champion").orElseThrow()).hasSize(2);
        assertThat(evidence.sumsStrata("cost", "challenger", "champion").orElseThrow()).hasSize(2)
                .allSatisfy(stratum -> assertThat(stratum.totals().challenger().sumOfSquares()).isPresent())
                .allSatisfy(stratum -> assertThat(stratum.clusters()).hasSize(4));
        assertThat(evidence.histogramStrata("latency", "challenger", "champion").orElseThrow()).hasSize(2)
                .allSatisfy(stratum -> assertThat(stratum.totals().champion().upperBounds())
                        .containsExactly(0.1, 0.25, 1.0, Double.POSITIVE_INFINITY));
        assertThat(total(ledger, MixedMetrics.COST_SUM)).isEqualTo(new Quantity(
                counted(ledger, "cost_sum").values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
        assertThat(total(ledger, MixedMetrics.QUEUE)).isEqualTo(scrapesOfTheGauge(start, ledger.dataUntil()));
        assertThat(evidence.timeBlocks("cost", "challenger", "champion")).hasSizeGreaterThan(3);
        assertThat(evidence.limitWindow("latency", "champion").orElseThrow().lastWindowSamples()).isGreaterThanOrEqualTo(20);
        assertThat(reader.restores()).as("how often the state was thrown away").isGreaterThanOrEqualTo(5);
    }

    /** What the operator does with a ledger: it ticks, stores a checkpoint now and then, and is killed now and then. */
    private final class Reader {
        private final EvidenceCollector collector = new EvidenceCollector(client, Duration.ofSeconds(2), Set.of(),
                EvidenceLimits.DEFAULT);
        private final Random choices = new Random(7);
        private Ledger ledger;
        private byte[] checkpoint;
        private TrafficHistory history;
        private Instant furthest = Instant.MIN;
        private int failuresInARow;
        private int restores;
        private boolean stopped;

        private Reader(Ledger ledger) {
            this.ledger = ledger;
            this.history = ledger.traffic();
            this.checkpoint = LedgerCodec.encode(ledger);
        }

        private synchronized void openEpoch(Instant at, int weight) {
            history = history.verify(at).open(at, new TreeMap<>(Map.of("challenger", weight, "champion", 10_000 - weight)));
        }

        private void run() {
            tick();
            background.schedule(this::run, 50 + choices.nextInt(1500), TimeUnit.MILLISECONDS);
        }

        private synchronized void tick() {
            if (stopped) {
                return;
            }
            if (choices.nextInt(4) == 0) {
                ledger = LedgerCodec.decode(checkpoint);
                restores++;
            }
            if (!(client.storeTime() instanceof StoreTime.Known time)) {
                failuresInARow++;
                return;
            }
            history = history.verify(time.now());
            Collected collected = collector.collect(SPEC, ledger.withTraffic(history), time.now());
            failuresInARow = collected.faults().stream().anyMatch(DataFault::holdsLedger) ? failuresInARow + 1 : 0;
            ledger = collected.ledger();
            furthest = furthest.isAfter(collected.dataUntil()) ? furthest : collected.dataUntil();
            if (choices.nextInt(3) == 0) {
                checkpoint = LedgerCodec.encode(ledger);
            }
        }

        private synchronized Instant dataUntil() {
            return ledger.dataUntil();
        }

        /** The furthest that was ever counted, whatever was thrown away since. */
        private synchronized Instant furthest() {
            return furthest;
        }

        private synchronized int failuresInARow() {
            return failuresInARow;
        }

        private synchronized int restores() {
            return restores;
        }

        private synchronized Ledger stop() {
            stopped = true;
            return ledger;
        }
    }

    /** Waits until everything up to some seconds after now is counted. */
    private void awaitProgress(int seconds) {
        Instant goal = storeNow().plusSeconds(seconds);
        await("counted until " + goal).atMost(PATIENCE).until(() -> reader.dataUntil().isAfter(goal));
    }

    private Instant storeNow() {
        return ((StoreTime.Known) client.storeTime()).now();
    }

    private void sendTraffic() {
        if (traffic.get()) {
            for (CountingServer server : alive) {
                server.count(random.nextInt(60) == 0 ? 500 : 200, random.nextInt(4));
                server.observe(Math.abs(random.nextGaussian()), -0.3 * Math.log(1 - random.nextDouble()), random.nextInt(4));
                server.queue(random.nextInt(100) / 10.0 - 1);
            }
        }
    }

    private CountingServer addServer(String version) throws IOException {
        CountingServer server = new CountingServer(new InetSocketAddress("127.77." + random.nextInt(250) + "."
                + (1 + servers.size()), 18_080), version).start();
        servers.add(server);
        alive.add(server);
        announce();
        return server;
    }

    private void replaceServer(CountingServer old, String version) throws IOException {
        alive.remove(old);
        old.stop();
        addServer(version);
    }

    private void restartServer(CountingServer server) throws IOException {
        server.stop();
        server.start();
    }

    private void announce() throws IOException {
        prometheus.targets(alive.stream().map(CountingServer::instance).toList());
    }

    private static Map<String, BigDecimal> counted(Ledger ledger, String counter) {
        Map<String, BigDecimal> counted = new TreeMap<>();
        ledger.cursors().forEach((key, cursor) -> {
            if (key.counter().toPromQl().equals(counter) && cursor.counted() instanceof BucketCounts counts) {
                for (String bound : CountingServer.BOUNDS) {
                    double upTo = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
                    counted.put(key.series().replace(",unit_bucket", ",le=\"" + bound + "\",unit_bucket"), ShortestDecimal.of(
                            counts.counts().entrySet().stream().filter(bucket -> bucket.getKey() <= upTo)
                            .mapToLong(Map.Entry::getValue).sum()));
                }
            } else if (key.counter().toPromQl().equals(counter)) {
                counted.put(key.series(), ((Quantity) cursor.counted()).value());
            }
        });
        return counted;
    }

    private static Map<String, BigDecimal> of(String counter, Map<String, BigDecimal> truth) {
        Map<String, BigDecimal> own = new TreeMap<>(truth);
        own.keySet().removeIf(series -> !series.startsWith(counter + "{"));
        return own;
    }

    /** Everything of a selector, filed or not. */
    private static Amount total(Ledger ledger, Selector counter) {
        Stream<Amount> filed = ledger.filed().entrySet().stream().filter(row -> row.getKey().arm().counter().equals(counter))
                .flatMap(row -> row.getValue().values().stream());
        Stream<Amount> excluded = ledger.arms().entrySet().stream().filter(arm -> arm.getKey().counter().equals(counter))
                .flatMap(arm -> arm.getValue().excluded().stream());
        return Stream.concat(filed, excluded).reduce(Amount::plus).orElseThrow();
    }

    private GaugeSums scrapesOfTheGauge(Instant start, Instant until) throws Exception {
        Map<String, NavigableMap<Long, Integer>> stored = storedScrapes();
        GaugeSums sums = GaugeSums.of(BigDecimal.ZERO);
        for (CountingServer server : servers) {
            for (int number : stored.get(server.instance()).subMap(start.toEpochMilli(), false, until.toEpochMilli(), true)
                    .values()) {
                sums = sums.plus(GaugeSums.of(ShortestDecimal.of(server.scrape(number).queue())));
            }
        }
        return new GaugeSums(sums.count() - 1, sums.sum(), sums.sumOfSquares());
    }

    /** Per series the sum over all processes of the last value that was scraped, less what had been scraped at the start. */
    private Map<String, BigDecimal> truth(Instant start) throws Exception {
        Map<String, NavigableMap<Long, Integer>> stored = storedScrapes();
        Map<String, BigDecimal> truth = new TreeMap<>();
        for (CountingServer server : servers) {
            Map<Integer, CountingServer.Scrape> lastOfLife = new TreeMap<>();
            CountingServer.Scrape atStart = new CountingServer.Scrape(0, Map.of(), 0);
            for (Map.Entry<Long, Integer> sample : stored.get(server.instance()).entrySet()) {
                CountingServer.Scrape scrape = server.scrape(sample.getValue());
                if (sample.getKey() <= start.toEpochMilli()) {
                    atStart = scrape;
                }
                lastOfLife.put(scrape.life(), scrape);
            }
            assertThat(atStart.life()).as("no restart before the start").isLessThanOrEqualTo(1);
            lastOfLife.values().forEach(scrape -> scrape.counters().forEach((series, value) ->
                    truth.merge(series, ShortestDecimal.of(value), BigDecimal::add)));
            atStart.counters().forEach((series, value) -> truth.merge(series, ShortestDecimal.of(-value), BigDecimal::add));
        }
        truth.replaceAll((series, value) -> ShortestDecimal.normal(value));
        return truth;
    }

    /** Which scrapes Prometheus has stored: per instance, by time, the number that the scrape carried. */
    private Map<String, NavigableMap<Long, Integer>> storedScrapes() throws IOException, InterruptedException {
        URI query = prometheus.url().resolve("/api/v1/query?query=scrape_number%5B30m%5D");
        JsonNode answer = new ObjectMapper().readTree(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(query).build(), HttpResponse.BodyHandlers.ofString()).body());
        Map<String, NavigableMap<Long, Integer>> stored = new TreeMap<>();
        for (JsonNode series : answer.at("/data/result")) {
            NavigableMap<Long, Integer> samples = new TreeMap<>();
            for (JsonNode sample : series.get("values")) {
                samples.put(Math.round(sample.get(0).asDouble() * 1000), Integer.parseInt(sample.get(1).asText()));
            }
            stored.put(series.at("/metric/instance").asText(), samples);
        }
        return stored;
    }
}
