package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A small experiment on errors among requests, and the store it reads. Times are seconds after the experiment's start. */
final class Lab {
    static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    static final String REQUESTS = "requests_total";
    static final MetricSpec ERRORS = MetricSpec.proportion("errors", SelectorSyntax.parse("requests_total{code=~\"5..\"}"),
            SelectorSyntax.parse(REQUESTS), Optional.empty());
    static final List<VariantLabels> VARIANTS =
            List.of(VariantLabels.of("champion", Map.of("version", "v1")), VariantLabels.of("challenger", Map.of("version", "v2")));

    final InMemoryStore store = new InMemoryStore();
    EvidenceSpec spec = spec(ERRORS);
    EvidenceLimits limits = EvidenceLimits.DEFAULT;
    Set<String> replicaLabels = Set.of();
    List<DataFault> faults = List.of();
    Ledger ledger;

    Lab() {
        restart();
    }

    static EvidenceSpec spec(MetricSpec... metrics) {
        return new EvidenceSpec(List.of(metrics), VARIANTS, "champion", Optional.empty(), List.of(), Duration.ofSeconds(30), Duration.ZERO);
    }

    static Instant at(double second) {
        return START.plusMillis(Math.round(second * 1000));
    }

    /** A fresh ledger with one epoch from the start on, verified for a day. */
    void restart() {
        ledger = Ledger.startingAt(spec, limits, START);
        ledger = ledger.withTraffic(ledger.traffic().open(START, new TreeMap<>(Map.of("champion", 9000, "challenger", 1000)))
                .verify(at(86_400)));
    }

    static Map<String, String> labels(String name, String pod, String... more) {
        Map<String, String> labels = new HashMap<>(Map.of("__name__", name, "job", "app", "instance", pod));
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return labels;
    }

    static Map<String, String> requests(String pod, String version, String code) {
        return labels(REQUESTS, pod, "version", version, "code", code);
    }

    /** A scrape found a value. */
    Lab scraped(Map<String, String> labels, double second, double value) {
        store.put(labels, at(second), value);
        return this;
    }

    /** A scrape found that a pod's process had started at a second. */
    Lab started(String pod, double second, double startSecond) {
        store.put(labels("process_start_time_seconds", pod), at(second), at(startSecond).toEpochMilli() / 1000.0);
        return this;
    }

    /** Collects everything up to a second, without settle delay. */
    Ledger collect(double second) {
        Collected collected = new EvidenceCollector(store, Duration.ZERO, replicaLabels, limits).collect(spec, ledger, at(second));
        faults = collected.faults();
        ledger = collected.ledger();
        return ledger;
    }

    Evidence evidence() {
        return new Evidence(spec, ledger);
    }

    /** What the requests of a variant were counted to, filed or not. */
    long requests(String variant) {
        return evidence().filed("errors", variant).plus(evidence().excluded("errors", variant)).trials();
    }

    long errors(String variant) {
        return evidence().filed("errors", variant).plus(evidence().excluded("errors", variant)).successes();
    }

    List<String> faultReasons() {
        return faults.stream().map(DataFault::reason).distinct().toList();
    }
}
