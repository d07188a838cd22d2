package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The totals of a ledger while increments are being added to them. */
final class CountsBook {
    private final EvidenceSpec spec;
    private final Instant start;
    private final TrafficHistory traffic;
    private final SortedMap<FiledKey, SortedMap<String, Long>> filed;
    private final Set<FiledKey> ownRows = new HashSet<>();
    private final SortedMap<Arm, ArmState> arms;
    private final SortedMap<LimitKey, LimitWindow> limits;

    CountsBook(Ledger ledger, EvidenceSpec spec) {
        this.spec = spec;
        this.start = ledger.start();
        this.traffic = ledger.traffic();
        this.filed = new TreeMap<>(ledger.filed());
        this.arms = new TreeMap<>(ledger.arms());
        this.limits = new TreeMap<>(ledger.limits());
    }

    /** A counter of a variant has been scraped. */
    void seen(Arm arm, Instant at) {
        arms.compute(arm, (key, state) -> ArmState.seen(state, at));
    }

    /**
     * Adds what a series grew by.
     *
     * @param series the series
     * @param from the beginning of the time in which the growth lies
     * @param to its end, the time of the sample
     * @param increment by how much it grew, 0 changes nothing
     */
    void count(CounterSamples series, Instant from, Instant to, long increment) {
        if (increment == 0) {
            return;
        }
        Optional<Epoch> epoch = traffic.covering(from, to, spec.warmup());
        epoch.ifPresent(found -> row(new FiledKey(series.arm(), found.generation())).merge(series.cluster(), increment, Long::sum));
        arms.computeIfPresent(series.arm(), (key, state) -> state.grown(to, epoch.isPresent() ? 0 : increment));
        if (!from.isBefore(start)) {
            countForLimits(series.arm(), to, increment);
        }
    }

    private SortedMap<String, Long> row(FiledKey key) {
        if (ownRows.add(key)) {
            SortedMap<String, Long> old = filed.get(key);
            filed.put(key, old == null ? new TreeMap<>() : new TreeMap<>(old));
        }
        return filed.get(key);
    }

    private void countForLimits(Arm arm, Instant at, long increment) {
        long slot = slot(at);
        for (ProportionMetric metric : spec.metrics()) {
            long successes = metric.numerator().equals(arm.counter()) ? increment : 0;
            long trials = metric.denominator().equals(arm.counter()) ? increment : 0;
            if (metric.hardLimit().isPresent() && successes + trials > 0) {
                limits.compute(new LimitKey(metric.name(), arm.variant()), (key, window) ->
                        (window == null ? LimitWindow.startingAt(slot) : window).plus(slot, successes, trials, metric.hardLimit().get()));
            }
        }
    }

    /** Judges all hard limits with the slots that are over at a moment. */
    void finishSlots(Instant until) {
        limits.replaceAll((key, window) -> window.finishedBefore(slot(until), spec.metric(key.metric()).hardLimit().orElseThrow()));
    }

    private long slot(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), spec.evaluationPeriod().toMillis());
    }

    /** How many values of the cluster label have been seen. */
    int clusters() {
        Set<String> values = new HashSet<>();
        filed.values().forEach(row -> values.addAll(row.keySet()));
        return values.size();
    }

    SortedMap<FiledKey, SortedMap<String, Long>> filed() {
        return filed;
    }

    SortedMap<Arm, ArmState> arms() {
        return arms;
    }

    SortedMap<LimitKey, LimitWindow> limits() {
        return limits;
    }
}
