package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However time is cut into passes and wherever the ledger is stored and read back, the same samples give the same ledger. */
class LedgerPathIndependenceTest {
    private static final int END = 2400;
    private static final MetricSpec ERRORS = MetricSpec.proportion("errors", SelectorSyntax.parse("requests_total{code=~\"5..\"}"),
            SelectorSyntax.parse("requests_total"), Optional.of(HardLimit.above(0.05, 50)));
    private static final MetricSpec LATE_ERRORS = new MetricSpec("late-errors", ERRORS.source(), ERRORS.hardLimit(),
            Duration.ofSeconds(130));
    private static final EvidenceSpec SPEC = new EvidenceSpec(List.of(ERRORS, LATE_ERRORS), Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(),
            Duration.ofSeconds(30), Duration.ofSeconds(20));
    private static final EvidenceLimits LIMITS = EvidenceLimits.DEFAULT;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStepOfThePassesDoesNotMatter(long seed) {
        InMemoryStore closed = new SyntheticCluster(seed, END).scrapeInto(new InMemoryStore(false));
        InMemoryStore leftOpen = new SyntheticCluster(seed, END).scrapeInto(new InMemoryStore(true));

        Set<String> digests = new HashSet<>();
        digests.add(LedgerCodec.digest(replay(closed, now -> now + 10, false)));
        digests.add(LedgerCodec.digest(replay(leftOpen, now -> now + 20, true)));
        digests.add(LedgerCodec.digest(replay(closed, now -> now + 137, true)));
        digests.add(LedgerCodec.digest(replay(leftOpen, now -> now + 600, false)));
        Random random = new Random(seed);
        digests.add(LedgerCodec.digest(replay(leftOpen, now -> now + 1 + random.nextInt(90), true)));

        assertThat(digests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachSeriesIsCountedAsItWasScraped(long seed) {
        SyntheticCluster cluster = new SyntheticCluster(seed, END);
        InMemoryStore store = cluster.scrapeInto(new InMemoryStore());
        EvidenceLimits keepEverything = new EvidenceLimits(LIMITS.window(), LIMITS.windowsPerPass(), LIMITS.overlap(), LIMITS.presence(),
                LIMITS.silence(), Duration.ofDays(1), LIMITS.maximumSeries(), LIMITS.maximumClusters());

        Ledger ledger = new EvidenceCollector(store, Duration.ZERO, Set.of(), keepEverything)
                .collect(SPEC, start(keepEverything), Lab.at(END)).ledger();

        Map<String, Long> counted = new TreeMap<>();
        ledger.cursors().forEach((key, cursor) -> {
            if (key.counter().equals(ERRORS.source().observed())) {
                counted.put(key.series(), ((Quantity) cursor.counted()).value().longValueExact());
            }
        });
        assertThat(counted).isEqualTo(cluster.truth()).hasSizeGreaterThan(50);
        assertThat(counted.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(everything(ledger));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aMaturationMovesCountsOutOfTheEpochsAndLosesNone(long seed) {
        Ledger ledger = replay(new SyntheticCluster(seed, END).scrapeInto(new InMemoryStore()), now -> now + 70, true);

        Evidence evidence = new Evidence(SPEC, ledger);
        for (VariantLabels variant : SPEC.variants()) {
            ProportionCounts filed = evidence.filed("late-errors", variant.name());
            assertThat(filed.trials()).isPositive().isLessThan(evidence.filed("errors", variant.name()).trials());
            assertThat(filed.plus(evidence.excluded("late-errors", variant.name())))
                    .isEqualTo(evidence.filed("errors", variant.name()).plus(evidence.excluded("errors", variant.name())));
        }
    }

    @Test
    void hardLimitsAreJudgedWindowByWindow() {
        InMemoryStore store = new SyntheticCluster(7, END).scrapeInto(new InMemoryStore());

        Ledger ledger = replay(store, now -> now + 45, false);

        LimitWindow window = ledger.limits().get(new LimitKey("errors", "challenger"));
        assertThat(window.lastWindowSamples()).isGreaterThanOrEqualTo(50);
        assertThat(window.lastWindowRate()).isPresent();
    }

    private static long everything(Ledger ledger) {
        Evidence evidence = new Evidence(SPEC, ledger);
        return SPEC.variants().stream().map(VariantLabels::name).mapToLong(variant ->
                evidence.filed("errors", variant).trials() + evidence.excluded("errors", variant).trials()).sum();
    }

    private static Ledger start(EvidenceLimits limits) {
        Ledger ledger = Ledger.startingAt(SPEC, limits, Lab.START);
        TrafficHistory history = ledger.traffic()
                .open(Lab.at(0), new TreeMap<>(Map.of("champion", 9000, "challenger", 1000))).verify(Lab.at(701))
                .open(Lab.at(701), new TreeMap<>(Map.of("champion", 7000, "challenger", 3000))).verify(Lab.at(1500.25))
                .close(Lab.at(1500.25)).verify(Lab.at(1555))
                .open(Lab.at(1555), new TreeMap<>(Map.of("champion", 5000, "challenger", 5000))).verify(Lab.at(END));
        return ledger.withTraffic(history);
    }

    private static Ledger replay(InMemoryStore store, IntUnaryOperator next, boolean stored) {
        EvidenceCollector collector = new EvidenceCollector(store, Duration.ZERO, Set.of(), LIMITS);
        Ledger ledger = start(LIMITS);
        for (int now = 0; now < END; now = next.applyAsInt(now)) {
            ledger = collector.collect(SPEC, ledger, Lab.at(now)).ledger();
            ledger = stored ? LedgerCodec.decode(LedgerCodec.encode(ledger)) : ledger;
        }
        return collector.collect(SPEC, ledger, Lab.at(END)).ledger();
    }

    /**
     * A small cluster: pods of two variants that restart in place, are replaced by others, miss scrapes and are born with their
     * first requests, and a store that is down for a while.
     */
    private static final class SyntheticCluster {
        private final Random random;
        private final int end;
        private final InMemoryStore recorded = new InMemoryStore();
        private final Map<String, Long> truth = new TreeMap<>();
        private final Set<String> scrapedInstances = new HashSet<>();

        private SyntheticCluster(long seed, int end) {
            this.random = new Random(seed);
            this.end = end;
            for (int slot = 0; slot < 5; slot++) {
                String variant = slot < 3 ? "v1" : "v2";
                int generation = 0;
                for (double born = -1000; born < end; generation++) {
                    double life = 200 + random.nextInt(900);
                    pod("10.0." + slot + "." + generation + ":8080", variant, born, Math.min(end, born + life));
                    born += life + random.nextInt(15);
                }
            }
        }

        private void pod(String instance, String variant, double born, double death) {
            double phase = random.nextDouble() * 5;
            double processStart = born;
            Map<String, Long> counters = new TreeMap<>();
            Map<String, Long> scraped = new TreeMap<>();
            for (double now = born + phase; now < death; now += 5) {
                if (random.nextInt(60) == 0) {
                    processStart = now - random.nextDouble() * 4;
                    endLife(scraped);
                    counters.clear();
                }
                for (int request = random.nextInt(12); request > 0; request--) {
                    String code = random.nextInt(25) == 0 ? "500" : "200";
                    counters.merge(series(instance, variant, code, random.nextInt(3)), 1L, Long::sum);
                }
                boolean storeIsDown = now > 1000 && now < 1200;
                boolean missed = random.nextInt(20) == 0;
                if (!storeIsDown && !missed && now > -200) {
                    scrape(instance, processStart, now, counters, scraped);
                }
            }
            endLife(scraped);
        }

        private void scrape(String instance, double processStart, double now, Map<String, Long> counters, Map<String, Long> scraped) {
            Instant at = Lab.at(now);
            boolean firstScrape = scrapedInstances.add(instance);
            recorded.put(Lab.labels("up", instance), at, 1);
            recorded.put(Lab.labels("process_start_time_seconds", instance), at, Lab.at(processStart).toEpochMilli() / 1000.0);
            counters.forEach((series, value) -> {
                recorded.put(labels(series), at, value);
                scraped.put(series, value);
                // What was there at the start, or may have been, is the baseline.
                if (now <= 0 || firstScrape && processStart < 0) {
                    truth.put(series, -value);
                }
            });
        }

        private void endLife(Map<String, Long> scraped) {
            scraped.forEach((series, value) -> truth.merge(series, value, Long::sum));
            scraped.clear();
        }

        private static String series(String instance, String variant, String code, int bucket) {
            return "requests_total{code=\"" + code + "\",instance=\"" + instance + "\",job=\"app\",unit_bucket=\"" + bucket
                    + "\",version=\"" + variant + "\"}";
        }

        private static Map<String, String> labels(String series) {
            Map<String, String> labels = new TreeMap<>(Map.of("__name__", "requests_total"));
            SelectorSyntax.parse(series).matchers().forEach(matcher -> labels.put(matcher.label(), matcher.value()));
            return labels;
        }

        private InMemoryStore scrapeInto(InMemoryStore store) {
            for (Map.Entry<? extends Map<String, String>, NavigableMap<Long, Double>> series : recorded.content().entrySet()) {
                series.getValue().forEach((time, value) -> store.put(series.getKey(), Instant.ofEpochMilli(time), value));
            }
            return store;
        }

        private Map<String, Long> truth() {
            return truth;
        }
    }
}
