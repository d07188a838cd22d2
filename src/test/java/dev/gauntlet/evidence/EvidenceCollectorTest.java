package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static dev.gauntlet.evidence.Lab.labels;
import static dev.gauntlet.evidence.Lab.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.Failure;
import dev.gauntlet.evidence.prometheus.FailureReason;
import dev.gauntlet.evidence.prometheus.PrometheusClient;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import dev.gauntlet.evidence.prometheus.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceCollectorTest {
    private final Lab lab = new Lab();

    /** A store whose answers a test decides query by query. */
    private record Gate(InMemoryStore store, Answer answer, List<Duration> ranges) implements PrometheusClient {
        private interface Answer {
            Optional<Failure> to(String selector, Duration range, int number);
        }

        private Gate(InMemoryStore store, Answer answer) {
            this(store, answer, new ArrayList<>());
        }

        @Override
        public QueryOutcome rawSamples(String selector, Duration range, Instant end) {
            ranges.add(range);
            Optional<Failure> failure = answer.to(selector, range, ranges.size());
            return failure.isPresent() ? failure.get() : store.rawSamples(selector, range, end);
        }

        @Override
        public StoreTime storeTime() {
            return store.storeTime();
        }
    }

    private Collected collect(PrometheusClient client, double second) {
        return new EvidenceCollector(client, Duration.ZERO, Set.of(), lab.limits).collect(lab.spec, lab.ledger, at(second));
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void aFailedQueryLeavesTheLedgerUntouchedAndSaysWhy(FailureReason reason) {
        lab.scraped(requests("pod", "v2", "200"), 0, 10).scraped(requests("pod", "v2", "200"), 15, 20);

        Collected collected = collect(new Gate(lab.store, (selector, range, number) ->
                selector.contains("code") ? Optional.empty() : Optional.of(new Failure(reason, "no luck"))), 20);

        assertThat(collected.ledger()).isEqualTo(lab.ledger);
        assertThat(collected.faults()).first().satisfies(fault -> {
            assertThat(fault.reason()).isEqualTo(reason.reason());
            assertThat(fault.message()).contains("no luck");
            assertThat(fault.holdsLedger()).isTrue();
        });
        assertThat(collected.caughtUp()).isFalse();
    }

    @Test
    void aFailedQueryForProcessStartsHoldsTheLedgerToo() {
        lab.scraped(requests("pod", "v2", "200"), 0, 10);

        Collected collected = collect(new Gate(lab.store, (selector, range, number) -> selector.contains("process_start")
                ? Optional.of(new Failure(FailureReason.UNAVAILABLE, "gone")) : Optional.empty()), 20);

        assertThat(collected.ledger()).isEqualTo(lab.ledger);
    }

    @Test
    void aRangeWithTooManySamplesIsHalvedUntilItFits() {
        for (int second = 0; second <= 500; second += 10) {
            lab.scraped(requests("pod", "v2", "200"), second, second);
        }
        lab.limits = new EvidenceLimits(Duration.ofMinutes(20), 50, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofSeconds(60),
                Duration.ofMinutes(10), 100, 100);

        Collected collected = collect(new Gate(lab.store, (selector, range, number) -> range.compareTo(Duration.ofSeconds(400)) > 0
                ? Optional.of(new Failure(FailureReason.TOO_MANY_SAMPLES, "too many")) : Optional.empty()), 500);

        assertThat(collected.dataUntil()).isEqualTo(at(500));
        assertThat(new Evidence(lab.spec, collected.ledger()).filed("errors", "challenger").trials()).isEqualTo(500);
    }

    @Test
    void whatIsNotSettledYetIsLeftForLater() {
        lab.scraped(requests("pod", "v2", "200"), 0, 10).scraped(requests("pod", "v2", "200"), 15, 20);

        Collected collected = new EvidenceCollector(lab.store, Duration.ofSeconds(10), Set.of(), lab.limits).collect(lab.spec, lab.ledger, at(20));

        assertThat(collected.dataUntil()).isEqualTo(at(10));
        assertThat(collected.caughtUp()).isTrue();
    }

    @Test
    void aLongDowntimeIsCaughtUpInBoundedPieces() {
        for (int second = 0; second <= 20_000; second += 15) {
            lab.scraped(requests("pod", "v2", "200"), second, second);
        }
        Gate gate = new Gate(lab.store, (selector, range, number) -> Optional.empty());

        Collected first = collect(gate, 20_000);
        assertThat(first.caughtUp()).isFalse();
        assertThat(first.dataUntil()).isEqualTo(at(6 * 600 - 300));
        assertThat(gate.ranges()).allMatch(range -> range.compareTo(Duration.ofMinutes(16)) < 0);
        int passes = 1;
        lab.ledger = first.ledger();
        while (!lab.ledger.dataUntil().equals(at(20_000)) && passes < 20) {
            lab.ledger = collect(gate, 20_000).ledger();
            passes++;
        }

        assertThat(passes).isEqualTo(6);
        assertThat(lab.requests("challenger")).isEqualTo(19_995);
    }

    @Test
    void dataThatTheStoreNoLongerHasIsReportedAndCrossedQuickly() {
        lab.ledger = lab.ledger.withTraffic(lab.ledger.traffic().verify(at(14 * 86_400)));
        lab.scraped(requests("pod", "v2", "200"), 0, 10).started("pod", 0, -5)
                .scraped(requests("pod", "v2", "200"), 13 * 86_400, 900).started("pod", 13 * 86_400, -5);
        int passes = 0;
        List<String> reasons = new ArrayList<>();
        while (lab.ledger.dataUntil().isBefore(at(14 * 86_400)) && passes < 100) {
            lab.collect(14 * 86_400);
            reasons.addAll(lab.faultReasons());
            passes++;
        }

        assertThat(passes).isLessThan(5);
        assertThat(reasons).contains("DataGap");
        assertThat(lab.requests("challenger")).isEqualTo(890);
        assertThat(lab.ledger.gaps().lost()).isEqualTo(Duration.ofSeconds(13 * 86_400 - 150));
    }

    @Test
    void aVariantWithoutAnySeriesIsReported() {
        lab.scraped(requests("pod", "v1", "200"), 0, 10).collect(20);

        assertThat(lab.faults).singleElement().satisfies(fault -> {
            assertThat(fault.reason()).isEqualTo("NoSeries");
            assertThat(fault.metric()).contains("errors");
            assertThat(fault.variant()).contains("challenger");
            assertThat(fault.message()).contains("version=v2");
            assertThat(fault.holdsLedger()).isFalse();
        });
    }

    @Test
    void aSeriesOfTwoVariantsHoldsTheLedger() {
        lab.spec = new EvidenceSpec(lab.spec.metrics(), List.of(VariantLabels.of("champion", Map.of("app", "shop")),
                VariantLabels.of("challenger", Map.of("version", "v2"))), "champion", Optional.empty(), List.of(), Duration.ofSeconds(30), Duration.ZERO);
        lab.restart();
        Ledger before = lab.ledger;

        lab.scraped(labels("requests_total", "pod", "version", "v2", "app", "shop"), 10, 3).collect(20);

        assertThat(lab.ledger).isEqualTo(before);
        assertThat(lab.faultReasons()).contains("AmbiguousVariants");
    }

    @Test
    void moreSeriesThanAllowedHoldTheLedger() {
        lab.limits = bounds(2, 100);
        Ledger before = lab.ledger;
        for (int pod = 0; pod < 3; pod++) {
            lab.scraped(requests("pod-" + pod, "v2", "200"), 10, 3);
        }

        lab.collect(20);

        assertThat(lab.ledger).isEqualTo(before);
        assertThat(lab.faultReasons()).contains("TooManySeries");
    }

    @Test
    void anUnboundedClusterLabelHoldsTheLedger() {
        lab.limits = bounds(1000, 2);
        lab.spec = new EvidenceSpec(lab.spec.metrics(), lab.spec.variants(), "champion", Optional.of("user"), List.of(), Duration.ofSeconds(30), Duration.ZERO);
        lab.restart();
        Ledger before = lab.ledger;
        for (int user = 0; user < 3; user++) {
            lab.scraped(labels("requests_total", "pod", "version", "v2", "user", "u" + user), 0, 1)
                    .scraped(labels("requests_total", "pod", "version", "v2", "user", "u" + user), 10, 2);
        }

        lab.collect(20);

        assertThat(lab.ledger).isEqualTo(before);
        assertThat(lab.faultReasons()).contains("TooManyClusters");
    }

    @ParameterizedTest(name = "silent for 40 s, to be told after {0} s")
    @CsvSource({"15, true", "150, false"})
    void silenceIsToldAfterTheTimeThatIsAskedFor(int seconds, boolean told) {
        for (String version : List.of("v1", "v2")) {
            lab.scraped(requests("pod-" + version, version, "200"), 10, 5).scraped(requests("pod-" + version, version, "200"), 20, 9);
        }

        List<DataFault> faults = new EvidenceCollector(lab.store, Duration.ZERO, Set.of(), EvidenceLimits.DEFAULT, Duration.ofSeconds(seconds))
                .collect(lab.spec, lab.ledger, at(60)).faults();

        assertThat(faults.stream().map(DataFault::reason).anyMatch("Silent"::equals)).isEqualTo(told);
    }

    private static EvidenceLimits bounds(int series, int clusters) {
        EvidenceLimits limits = EvidenceLimits.DEFAULT;
        return new EvidenceLimits(limits.window(), limits.windowsPerPass(), limits.overlap(), limits.presence(), limits.silence(),
                limits.retention(), series, clusters);
    }
}
