package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What remains of a ledger when nothing more is to be counted. */
class LedgerForAnalysisTest {

    private static final Selector REQUESTS = SelectorSyntax.parse(Lab.REQUESTS);
    private static final Selector DEPTH = SelectorSyntax.parse("queue_depth");
    private static final TargetKey POD = new TargetKey("app", "pod-1");
    private static final TargetKey EXPORTER = new TargetKey("app", "exporter");
    private static final Instant NOW = Lab.at(600);
    private static final EvidenceSpec SPEC = Lab.spec(Lab.ERRORS,
            new MetricSpec("depth", new MetricSource.Gauge(DEPTH), Optional.empty()));

    private final Ledger ledger = ledger();

    @Test
    void theCursorsOfCountersAreDroppedAndThoseOfGaugesStayWithTheirTargets() {
        Ledger reduced = ledger.forAnalysis(SPEC);

        assertThat(reduced.cursors().keySet()).extracting(SeriesKey::counter).containsOnly(DEPTH);
        assertThat(reduced.targets()).containsOnlyKeys(EXPORTER);
        assertThat(new Evidence(SPEC, reduced).gaugeLevel("depth", "challenger")).hasValue(7);
        assertThat(reduced.forAnalysis(SPEC)).isEqualTo(reduced);
    }

    @Test
    void whatWasCountedStays() {
        Ledger reduced = ledger.forAnalysis(SPEC);

        assertThat(reduced.filed()).isEqualTo(ledger.filed());
        assertThat(reduced.traffic()).isEqualTo(ledger.traffic());
        assertThat(new Evidence(SPEC, reduced).trials("errors", "challenger")).isEqualTo(40);
        assertThat(LedgerCodec.decode(LedgerCodec.encode(reduced))).isEqualTo(reduced);
    }

    @Test
    void theSelectorsOfAMetricAndVariantCanBePastedIntoTheConsoleOfTheStore() {
        assertThat(SentQueries.of(SPEC)).containsExactly("requests_total{code=~\"5..\",version=~\"v1|v2\"}",
                "requests_total{version=~\"v1|v2\"}", "queue_depth{version=~\"v1|v2\"}");
        assertThat(SentQueries.of(SPEC, "errors", Lab.VARIANTS.get(1))).containsExactly("requests_total{code=~\"5..\",version=\"v2\"}",
                "requests_total{version=\"v2\"}");
    }

    private static Ledger ledger() {
        Lab lab = new Lab();
        Ledger empty = Ledger.startingAt(SPEC, EvidenceLimits.DEFAULT, Lab.START);
        Arm arm = new Arm(REQUESTS, "challenger", Duration.ZERO);
        return new Ledger(empty.specFingerprint(), Lab.START, NOW, lab.ledger.traffic(), empty.gaps(), 0, 0,
                new TreeMap<>(Map.of(new FiledKey(arm, 1), new TreeMap<>(Map.of("", Quantity.of(40))))), empty.breakdowns(), empty.layouts(),
                new TreeMap<>(Map.of(arm, new ArmState(Optional.empty(), NOW, Optional.of(NOW)))),
                new TreeMap<>(Map.of(new SeriesKey(REQUESTS, "requests_total{version=\"v2\"}"), cursor(POD, 40),
                        new SeriesKey(DEPTH, "queue_depth{version=\"v2\"}"), cursor(EXPORTER, 7))),
                new TreeMap<>(Map.of(POD, new TargetState(NOW, Optional.of(Lab.START)), EXPORTER, new TargetState(NOW, Optional.of(Lab.START)))),
                empty.limits());
    }

    private static SeriesCursor cursor(TargetKey target, long value) {
        Quantity last = new Quantity(BigDecimal.valueOf(value));
        return new SeriesCursor(target, "", NOW, last, Optional.of(Lab.START), last, Quantity.ZERO, 4);
    }
}
