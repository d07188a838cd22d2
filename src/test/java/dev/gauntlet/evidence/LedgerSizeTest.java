package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large a stored ledger is after weeks: 8 challengers, 4 epochs, 64 unit buckets, one router that counts. */
class LedgerSizeTest {
    private static final int VARIANTS = 9;
    private static final int CLUSTERS = 64;
    private static final int EPOCHS = 4;
    private static final TargetKey ROUTER = new TargetKey("gauntlet-router", "10.12.7.31:9145");
    private static final Instant NOW = Lab.at(EPOCHS * 86_400.0);

    private final Random random = new Random(42);
    private int bounds;
    private final SortedMap<FiledKey, SortedMap<String, Amount>> filed = new TreeMap<>();
    private final SortedMap<FiledKey, SortedMap<Integer, Amount>> blocks = new TreeMap<>();
    private final SortedMap<Arm, ArmState> arms = new TreeMap<>();
    private final SortedMap<SeriesKey, SeriesCursor> cursors = new TreeMap<>();
    private final SortedMap<Selector, BucketLayout> layouts = new TreeMap<>();

    @ParameterizedTest(name = "{0} proportions, {1} means, {2} counts, {3} histograms of {4}, {5} gauges, clustered {6}: {7} KiB, {8} in a report")
    @CsvSource({
        "20, 0, 0, 0,  0, 0, true,  180, 135",
        "12, 3, 2, 0,  0, 3, true,  310, 240",
        "12, 2, 2, 1, 13, 3, true,  330, 245",
        "12, 2, 2, 1, 40, 3, true,  420, 315",
        "12, 3, 2, 3, 40, 3, false, 130, 110",
    })
    void aStoredLedgerStaysWithin(int proportions, int means, int counts, int histograms, int boundsOfEach, int gauges,
            boolean clustered, int kib, int kibForAnalysis) {
        bounds = boundsOfEach;
        List<MetricSpec> metrics = new ArrayList<>();
        for (int i = 0; i < proportions; i++) {
            metrics.add(MetricSpec.proportion("share-" + i, counter("outcome_" + i + "_total"),
                    counter("requests_" + i % 5 + "_total"),
                    Optional.of(HardLimit.above(0.1, 100))));
        }
        for (int i = 0; i < means; i++) {
            metrics.add(new MetricSpec("mean-" + i, new MetricSource.Mean(counter("cost_" + i + "_sum"),
                    counter("cost_" + i + "_count"),
                    Optional.of(counter("cost_" + i + "_sumsq")), Optional.empty()), Optional.empty()));
        }
        for (int i = 0; i < counts; i++) {
            metrics.add(new MetricSpec("count-" + i, new MetricSource.Count(counter("events_" + i + "_total"),
                    counter("requests_" + i + "_total")),
                    Optional.empty()));
        }
        for (int i = 0; i < histograms; i++) {
            metrics.add(new MetricSpec("quantile-" + i, new MetricSource.Buckets(counter("latency_" + i + "_bucket"),
                    Optional.of(new BigDecimal("0.99"))), Optional.empty()));
        }
        for (int i = 0; i < gauges; i++) {
            metrics.add(new MetricSpec("gauge-" + i, new MetricSource.Gauge(counter("depth_" + i)), Optional.empty()));
        }
        EvidenceSpec spec = new EvidenceSpec(metrics, variants(), variants().get(0).name(),
                clustered ? Optional.of("unit_bucket") : Optional.empty(),
                List.of(),
                Duration.ofSeconds(30), Duration.ZERO);
        Ledger ledger = ledger(spec);

        byte[] stored = LedgerCodec.encode(ledger);

        assertThat(LedgerCodec.decode(stored)).isEqualTo(ledger);
        assertThat(stored.length).as("bytes with %d series", ledger.cursors().size()).isLessThan(kib * 1024);
        assertThat(LedgerCodec.encode(ledger.forAnalysis(spec)).length).isLessThan(kibForAnalysis * 1024);
    }

    private static Selector counter(String name) {
        return SelectorSyntax.parse(name + "{app=\"shop\"}");
    }

    private static List<VariantLabels> variants() {
        List<VariantLabels> variants = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            variants.add(VariantLabels.of("model-" + i, Map.of("variant", "model-" + i)));
        }
        return variants;
    }

    private Ledger ledger(EvidenceSpec spec) {
        TrafficHistory traffic = TrafficHistory.startingAt(Lab.START);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            traffic = traffic.open(Lab.at(epoch * 86_400.0), new TreeMap<>(Map.of("model-1", 100 * epoch)))
                    .verify(Lab.at(epoch * 86_400.0 + 1));
        }
        spec.kinds().forEach((counter, kind) -> spec.variants().forEach(variant -> fill(spec, counter, kind, variant.name())));
        return new Ledger(spec.fingerprint(), Lab.START, NOW, traffic.verify(NOW), ScrapeGaps.NONE, 0, 0, filed,
                new Breakdowns(blocks, new TreeMap<>()), layouts, arms, cursors,
                new TreeMap<>(Map.of(ROUTER, new TargetState(NOW.minusMillis(11_217), Optional.of(Lab.at(-3))))),
                new TreeMap<>());
    }

    private void fill(EvidenceSpec spec, Selector counter, SeriesKind kind, String variant) {
        Arm arm = new Arm(counter, variant, Duration.ZERO);
        double rate = counter.commonName().startsWith("requests") ? 1 : 0.002 + 0.3 * random.nextDouble();
        int clusters = spec.clusterLabel().isPresent() && kind != SeriesKind.GAUGE ? CLUSTERS : 1;
        arms.put(arm, new ArmState(Optional.of(amount(kind, 50)), NOW.minusMillis(11_217), Optional.of(NOW.minusMillis(26_217))));
        if (kind == SeriesKind.HISTOGRAM) {
            TreeSet<Double> all = new TreeSet<>(List.of(Double.POSITIVE_INFINITY));
            for (int i = 0; i < bounds - 1; i++) {
                all.add(0.005 * Math.pow(1.3, i));
            }
            layouts.put(counter, new BucketLayout.Explicit(all));
        }
        Amount[] totals = new Amount[clusters];
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            FiledKey key = new FiledKey(arm, epoch);
            for (int cluster = 0; cluster < clusters; cluster++) {
                Amount amount = amount(kind, 64.0 / clusters * 4_000 * rate * epoch * (1 + 0.1 * random.nextGaussian()));
                totals[cluster] = totals[cluster] == null ? amount : totals[cluster].plus(amount);
                filed.computeIfAbsent(key, row -> new TreeMap<>())
                        .merge(spec.isClustered(counter) ? String.valueOf(cluster) : "", amount, Amount::plus);
            }
            for (int block = 16 * (epoch - 1); block < 16 * epoch && kind != SeriesKind.HISTOGRAM; block++) {
                blocks.computeIfAbsent(key, row -> new TreeMap<>())
                        .put(block, amount(kind, 16_000 * rate * epoch * (1 + 0.1 * random.nextGaussian())));
            }
        }
        for (int cluster = 0; cluster < clusters; cluster++) {
            CounterValue value = totals[cluster] instanceof CounterValue grown ? grown : new Quantity(decimal(3));
            CounterValue counted = kind == SeriesKind.GAUGE ? Quantity.ZERO : value;
            cursors.put(new SeriesKey(counter, counter.commonName() + "{app=\"shop\",instance=\"" + ROUTER.instance() + "\",job=\""
                    + ROUTER.job()
                    + "\",unit_bucket=\"" + cluster + "\",variant=\"" + variant + "\"}"),
                    new SeriesCursor(ROUTER, "", NOW.minusMillis(11_217), value, Optional.of(Lab.at(-3)), counted, value.zero(),
                            4));
        }
    }

    private Amount amount(SeriesKind kind, double size) {
        double atLeast = Math.max(1, size);
        return switch (kind) {
            case WHOLE_COUNTER -> Quantity.of(Math.round(atLeast));
            case DECIMAL_COUNTER -> new Quantity(decimal(atLeast));
            case GAUGE -> new GaugeSums(240, decimal(240), Optional.empty());
            case HISTOGRAM -> {
                SortedMap<Double, Long> counts = new TreeMap<>();
                for (int i = 0; i < bounds - 1; i++) {
                    counts.put(0.005 * Math.pow(1.3, i),
                            Math.max(0, Math.round(atLeast * 4 / bounds * (1 + 0.3 * random.nextGaussian()))));
                }
                // Every bucket is filled: a worst case.
                yield new BucketCounts(counts);
            }
        };
    }

    /** A number as a counter of decimals shows it: with all the digits of a double. */
    private BigDecimal decimal(double size) {
        return ShortestDecimal.of(size * (1 + random.nextDouble()));
    }
}
