package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.HistogramSample;
import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decimals, histograms and gauges: however time is cut into passes, the same samples give the same ledger, and the true sums. */
class MixedPathIndependenceTest {
    private static final int END = 2400;
    private static final EvidenceSpec SPEC = MixedMetrics.all();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theStepOfThePassesDoesNotMatter(long seed) {
        InMemoryStore closed = new Pods(seed).scrapeInto(new InMemoryStore(false));
        InMemoryStore leftOpen = new Pods(seed).scrapeInto(new InMemoryStore(true));

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
    void sumsAreExactlyWhatWasScraped(long seed) {
        Pods pods = new Pods(seed);

        Ledger ledger = replay(pods.scrapeInto(new InMemoryStore()), now -> now + 60, false);

        for (Selector counter : List.of(MixedMetrics.COST_SUM, MixedMetrics.COST_COUNT, MixedMetrics.COST_SQUARES,
                MixedMetrics.CRASHES)) {
            assertThat(everything(ledger, counter)).as("%s", counter).isEqualTo(new Quantity(pods.truth.get(counter.commonName())));
        }
        assertThat(((BucketCounts) everything(ledger, MixedMetrics.LATENCY)).total())
                .isEqualTo(pods.truth.get("cost_count").longValueExact());
        assertThat(((BucketCounts) everything(ledger, MixedMetrics.SCORE)).total())
                .isEqualTo(pods.truth.get("cost_count").longValueExact());
        assertThat(((GaugeSums) everything(ledger, MixedMetrics.QUEUE)).sum())
                .isEqualByComparingTo(pods.truth.get("queue_depth"));
    }

    @Test
    void everythingThatIsFiledIsAlsoInATimeBlockAndASegment() {
        Ledger ledger = replay(new Pods(4).scrapeInto(new InMemoryStore()), now -> now + 45, true);

        assertThat(ledger.breakdowns().blocks().keySet()).hasSizeGreaterThan(20);
        ledger.breakdowns().blocks().forEach((key, row) -> {
            assertThat(FiledRows.total(row)).isEqualTo(FiledRows.total(ledger.filed().get(key))
                    .map(amount -> amount instanceof GaugeSums sums ? sums.withoutSquares() : amount));
            assertThat(row.lastKey()).isLessThan(TimeGrid.MOST_BLOCKS);
        });
        ledger.breakdowns().segments().forEach((key, row) ->
                assertThat(FiledRows.total(row)).isEqualTo(FiledRows.total(ledger.filed().get(key))));
    }

    @Test
    void eachKindOfHardLimitIsJudged() {
        Ledger ledger = replay(new Pods(5).scrapeInto(new InMemoryStore()), now -> now + 45, true);

        for (MetricSpec metric : SPEC.metrics()) {
            LimitWindow window = ledger.limits().get(new LimitKey(metric.name(), "champion"));
            if (metric.hardLimit().isEmpty()) {
                assertThat(window).as(metric.name()).isNull();
            } else {
                assertThat(window.lastWindowRate()).as(metric.name()).isPresent();
            }
        }
    }

    private static Amount everything(Ledger ledger, Selector counter) {
        List<Amount> all = new ArrayList<>();
        ledger.filed().forEach((key, row) -> {
            if (key.arm().counter().equals(counter)) {
                all.addAll(row.values());
            }
        });
        ledger.arms().forEach((arm, state) -> {
            if (arm.counter().equals(counter)) {
                state.excluded().ifPresent(all::add);
            }
        });
        return all.stream().reduce(Amount::plus).orElseThrow();
    }

    private static Ledger replay(InMemoryStore store, IntUnaryOperator next, boolean stored) {
        EvidenceCollector collector = new EvidenceCollector(store, Duration.ZERO, Set.of(), EvidenceLimits.DEFAULT);
        Ledger ledger = Ledger.startingAt(SPEC, EvidenceLimits.DEFAULT, Lab.START);
        ledger = ledger.withTraffic(ledger.traffic()
                .open(Lab.at(0), new TreeMap<>(Map.of("champion", 9000, "challenger", 1000))).verify(Lab.at(701))
                .open(Lab.at(701), new TreeMap<>(Map.of("champion", 7000, "challenger", 3000))).verify(Lab.at(1500.25))
                .close(Lab.at(1500.25)).verify(Lab.at(1555))
                .open(Lab.at(1555), new TreeMap<>(Map.of("champion", 5000, "challenger", 5000))).verify(Lab.at(END)));
        for (int now = 0; now < END; now = next.applyAsInt(now)) {
            ledger = collector.collect(SPEC, ledger, Lab.at(now)).ledger();
            ledger = stored ? LedgerCodec.decode(LedgerCodec.encode(ledger)) : ledger;
        }
        return collector.collect(SPEC, ledger, Lab.at(END)).ledger();
    }

    /** Pods of two variants whose processes restart in place and miss scrapes; sums are added up in doubles, as exporters do. */
    private static final class Pods {
        private static final double[] BOUNDS = {0.1, 0.25, 0.5, 1, 2.5, Double.POSITIVE_INFINITY};
        private final Random random;
        private final List<Runnable> scrapes = new ArrayList<>();
        private final Map<String, BigDecimal> truth = new TreeMap<>();
        private InMemoryStore store;

        private Pods(long seed) {
            this.random = new Random(seed);
            for (int slot = 0; slot < 4; slot++) {
                pod("10.0.0." + slot + ":80", slot < 2 ? "v1" : "v2", slot % 2 == 0 ? "eu" : "us");
            }
        }

        private void pod(String instance, String version, String region) {
            double processStart = -500;
            Map<String, double[]> process = new TreeMap<>();
            double phase = random.nextDouble() * 5;
            Map<String, Map<String, BigDecimal>> scraped = new TreeMap<>();
            for (double now = -100 + phase; now < END; now += 5) {
                if (random.nextInt(70) == 0 && now > 20) {
                    endLife(scraped);
                    process.clear();
                    processStart = now - random.nextDouble() * 4;
                }
                for (int request = random.nextInt(9); request > 0; request--) {
                    serve(process.computeIfAbsent(String.valueOf(random.nextInt(3)), bucket ->
                            new double[5 + 2 * BOUNDS.length]));
                }
                if (random.nextInt(20) != 0) {
                    scrape(instance, version, region, now, processStart, process, scraped);
                }
            }
            endLife(scraped);
        }

        /** Cost, its count and squares, busy seconds, crashes; then the latency's buckets, then the score's. */
        private void serve(double[] counters) {
            double cost = Math.abs(random.nextGaussian());
            counters[0] += cost;
            counters[1]++;
            counters[2] += cost * cost;
            counters[3] += 0.1;
            counters[4] += random.nextInt(20) == 0 ? 1 : 0;
            double latency = -0.3 * Math.log(random.nextDouble());
            for (int i = 0; i < BOUNDS.length; i++) {
                counters[5 + i] += latency <= BOUNDS[i] ? 1 : 0;
            }
            counters[5 + BOUNDS.length + random.nextInt(BOUNDS.length)]++;
        }

        private void scrape(String instance, String version, String region, double now, double processStart,
                Map<String, double[]> process, Map<String, Map<String, BigDecimal>> scraped) {
            Instant at = Lab.at(now);
            put(Lab.labels("up", instance), at, 1);
            put(Lab.labels("process_start_time_seconds", instance), at, Lab.at(processStart).toEpochMilli() / 1000.0);
            double queue = random.nextInt(100) / 10.0 - 1;
            put(Lab.labels("queue_depth", instance, "version", version, "region", region), at, queue);
            if (now > 0) {
                truth.merge("queue_depth", new BigDecimal(String.valueOf(queue)), BigDecimal::add);
            }
            process.forEach((bucket, counters) -> {
                String[] names = {"cost_sum", "cost_count", "cost_sumsq", "busy_seconds", "crashes_total"};
                for (int i = 0; i < names.length; i++) {
                    double value = counters[i];
                    put(Lab.labels(names[i], instance, "version", version, "region", region, "unit_bucket", bucket), at, value);
                    String series = names[i] + bucket;
                    scraped.computeIfAbsent(names[i], name -> new TreeMap<>()).put(series, ShortestDecimal.of(value));
                    if (now <= 0) {
                        baselines.computeIfAbsent(instance, key -> new TreeMap<>()).put(series, ShortestDecimal.of(value));
                    }
                }
                for (int i = 0; i < BOUNDS.length; i++) {
                    String bound = Double.isInfinite(BOUNDS[i]) ? "+Inf" : i % 2 == 0 ? String.valueOf(BOUNDS[i])
                            : BigDecimal.valueOf(BOUNDS[i]).toString();
                    put(Lab.labels("latency_bucket", instance, "version", version, "region", region, "unit_bucket", bucket, "le",
                            bound), at, counters[5 + i]);
                }
                double[] copy = counters.clone();
                scrapes.add(() -> store.put(Lab.labels("score", instance, "version", version, "region", region, "unit_bucket",
                        bucket),
                        score(at, copy)));
            });
            this.instanceOf = instance;
        }

        private final Map<String, Map<String, BigDecimal>> baselines = new TreeMap<>();
        private String instanceOf;

        private static HistogramSample score(Instant at, double[] counters) {
            List<HistogramSample.Bucket> buckets = new ArrayList<>();
            for (int i = 0; i < BOUNDS.length; i++) {
                double count = counters[5 + BOUNDS.length + i];
                if (count > 0) {
                    buckets.add(i == 0 ? new HistogramSample.Bucket(-0.001, 0.001, count)
                            : new HistogramSample.Bucket(Math.pow(2, i - 1), Math.pow(2, i), count));
                }
            }
            return new HistogramSample(at.toEpochMilli(), counters[1], buckets);
        }

        private void put(Map<String, String> labels, Instant at, double value) {
            scrapes.add(() -> store.put(labels, at, value));
        }

        /** What was scraped last of a process counts, but for what its first process had at the start. */
        private void endLife(Map<String, Map<String, BigDecimal>> scraped) {
            Map<String, BigDecimal> baseline = baselines.getOrDefault(instanceOf, Map.of());
            scraped.forEach((name, series) -> series.forEach((key, value) ->
                    truth.merge(name, value.subtract(baseline.getOrDefault(key, BigDecimal.ZERO)), BigDecimal::add)));
            baselines.remove(instanceOf);
            scraped.clear();
        }

        private InMemoryStore scrapeInto(InMemoryStore into) {
            store = into;
            scrapes.forEach(Runnable::run);
            return into;
        }
    }
}
