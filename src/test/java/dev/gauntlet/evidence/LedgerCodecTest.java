package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {
    private static final int METRICS = 20;
    private static final int VARIANTS = 9;
    private static final int CLUSTERS = 64;
    private static final int EPOCHS = 4;

    @Test
    void aLedgerSurvivesStoring() {
        Lab lab = new Lab();
        lab.scraped(Lab.requests("pod", "v2", "200"), -5, 3).started("pod", -5, -30)
                .scraped(Lab.requests("pod", "v2", "200"), 10, 8).started("pod", 10, -30)
                .scraped(Lab.requests("pod", "v2", "500"), 25, 2).scraped(Lab.requests("a \"b\" \\ c", "v1", "200"), 25, 1)
                .scraped(Lab.requests("pod", "v2", "200"), 400, 80).collect(500);

        Ledger read = LedgerCodec.decode(LedgerCodec.encode(lab.ledger));

        assertThat(read).isEqualTo(lab.ledger);
        assertThat(LedgerCodec.digest(read)).isEqualTo(LedgerCodec.digest(lab.ledger)).matches("sha256:[0-9a-f]{64}");
        assertThat(LedgerCodec.encode(read)).isEqualTo(LedgerCodec.encode(lab.ledger));
    }

    @Test
    void aLedgerOfACounterWithSeveralNamesCountsThemTogetherAndSurvivesStoring() {
        Lab lab = new Lab();
        lab.spec = Lab.spec(MetricSpec.proportion("errors", SelectorSyntax.parse("{__name__=~\"failures|failures_total\"}"),
                SelectorSyntax.parse("{__name__=~\"answers|failures|failures_total\"}"), Optional.empty()));
        lab.restart();
        for (int scrape = 1; scrape <= 3; scrape++) {
            lab.scraped(Lab.labels("answers", "old", "version", "v2"), 10 * scrape, 7 * scrape)
                    .scraped(Lab.labels("failures", "old", "version", "v2"), 10 * scrape, 2 * scrape)
                    .scraped(Lab.labels("failures_total", "new", "version", "v2"), 10 * scrape, scrape)
                    .scraped(Lab.labels("answers_per_second", "new", "version", "v2"), 10 * scrape, 1000 * scrape)
                    .started("old", 10 * scrape, 1).started("new", 10 * scrape, 1);
            lab.collect(10 * scrape);
            lab.ledger = LedgerCodec.decode(LedgerCodec.encode(lab.ledger));
        }

        assertThat(lab.requests("challenger")).isEqualTo(30);
        assertThat(lab.errors("challenger")).isEqualTo(9);
        assertThat(lab.faultReasons()).doesNotContain(DataFault.Kind.NUMERATOR_ABOVE_DENOMINATOR.reason());
    }

    @Test
    void anEmptyLedgerSurvivesStoring() {
        Ledger empty = Ledger.startingAt(Lab.spec(Lab.ERRORS), EvidenceLimits.DEFAULT, Instant.parse("2026-11-02T09:00:00.123456789Z"));

        assertThat(LedgerCodec.decode(LedgerCodec.encode(empty))).isEqualTo(empty);
    }

    @Test
    void aLedgerOfManyMetricsVariantsAndClustersStaysBelow300KiB() {
        Ledger large = large();

        byte[] stored = LedgerCodec.encode(large);

        assertThat(LedgerCodec.decode(stored)).isEqualTo(large);
        assertThat(stored.length).as("bytes with %d series", large.cursors().size()).isLessThan(300 * 1024);
    }

    @Test
    void damagedBytesAreRefused() throws Exception {
        byte[] stored = LedgerCodec.encode(Ledger.startingAt(Lab.spec(Lab.ERRORS), EvidenceLimits.DEFAULT, Lab.START));
        byte[] cut = Arrays.copyOf(stored, stored.length / 2);

        assertThatThrownBy(() -> LedgerCodec.decode(cut)).isInstanceOf(InvalidLedgerException.class);
        assertThatThrownBy(() -> LedgerCodec.decode(new byte[] {1, 2, 3})).isInstanceOf(InvalidLedgerException.class);
        assertThatThrownBy(() -> LedgerCodec.decode(gzip("{}"))).isInstanceOf(InvalidLedgerException.class).hasMessageContaining("version");
        assertThatThrownBy(() -> LedgerCodec.decode(gzip("{\"version\":99}"))).isInstanceOf(InvalidLedgerException.class).hasMessageContaining("99");
        assertThatThrownBy(() -> LedgerCodec.decode(gzip("nonsense"))).isInstanceOf(InvalidLedgerException.class);
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /**
     * Weeks of traffic of one experiment: 20 numerators over 5 denominators, buckets of unequal users, one router that counts.
     */
    private static Ledger large() {
        Random random = new Random(42);
        List<MetricSpec> metrics = new ArrayList<>();
        for (int i = 0; i < METRICS; i++) {
            metrics.add(MetricSpec.proportion("metric-" + i, SelectorSyntax.parse("outcome_" + i + "_total{app=\"shop\"}"),
                    SelectorSyntax.parse("requests_" + i % 5 + "_total{app=\"shop\"}"), Optional.of(HardLimit.above(0.1, 100))));
        }
        List<VariantLabels> variants = new ArrayList<>();
        for (int i = 0; i < VARIANTS; i++) {
            variants.add(VariantLabels.of("model-" + i, Map.of("variant", "model-" + i)));
        }
        EvidenceSpec spec = new EvidenceSpec(metrics, variants, variants.get(0).name(), Optional.of("unit_bucket"), List.of(), Duration.ofSeconds(30), Duration.ZERO);
        SortedMap<FiledKey, SortedMap<String, Amount>> filed = new TreeMap<>();
        SortedMap<Arm, ArmState> arms = new TreeMap<>();
        SortedMap<SeriesKey, SeriesCursor> cursors = new TreeMap<>();
        SortedMap<TargetKey, TargetState> targets = new TreeMap<>();
        SortedMap<LimitKey, LimitWindow> limits = new TreeMap<>();
        TrafficHistory traffic = TrafficHistory.startingAt(Lab.START);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            traffic = traffic.open(Lab.at(epoch * 86_400.0), new TreeMap<>(Map.of("model-1", 100 * epoch))).verify(Lab.at(epoch * 86_400.0 + 1));
        }
        Instant now = Lab.at(EPOCHS * 86_400.0);
        TargetKey router = new TargetKey("gauntlet-router", "10.12.7.31:9145");
        targets.put(router, new TargetState(now.minusMillis(11_217), Optional.of(Lab.at(-3))));
        for (Selector counter : spec.counters()) {
            boolean trials = counter.commonName().startsWith("requests");
            double rate = trials ? 1 : 0.002 + 0.3 * random.nextDouble();
            for (VariantLabels variant : variants) {
                Arm arm = new Arm(counter, variant.name(), Duration.ZERO);
                arms.put(arm, new ArmState(Optional.of(Quantity.of(1 + random.nextInt(2_000))), now.minusMillis(11_217), Optional.of(now.minusMillis(26_217))));
                Map<String, Long> perCluster = new TreeMap<>();
                for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                    SortedMap<String, Amount> row = new TreeMap<>();
                    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
                        long count = Math.round(Math.max(1, 4_000 * rate * epoch * (1 + 0.1 * random.nextGaussian())));
                        row.put(String.valueOf(cluster), Quantity.of(count));
                        perCluster.merge(String.valueOf(cluster), count, Long::sum);
                    }
                    filed.put(new FiledKey(arm, epoch), row);
                }
                perCluster.forEach((cluster, count) -> cursors.put(new SeriesKey(counter, counter.commonName() + "{app=\"shop\",instance=\""
                        + router.instance() + "\",job=\"" + router.job() + "\",unit_bucket=\"" + cluster + "\",variant=\"" + variant.name() + "\"}"),
                        new SeriesCursor(router, "", now.minusMillis(11_217), Quantity.of(count), Optional.of(Lab.at(-3)), Quantity.of(count), Quantity.ZERO, 4)));
            }
        }
        for (MetricSpec metric : metrics) {
            for (VariantLabels variant : variants) {
                limits.put(new LimitKey(metric.name(), variant.name()), new LimitWindow(now.toEpochMilli() / 30_000, BigDecimal.valueOf(3), BigDecimal.valueOf(40),
                        BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.valueOf(7), BigDecimal.valueOf(213), 0));
            }
        }
        return new Ledger(spec.fingerprint(), Lab.START, now, traffic.verify(now), ScrapeGaps.NONE, 0, 0, filed, Breakdowns.NONE, new TreeMap<>(), arms, cursors, targets, limits);
    }
}
