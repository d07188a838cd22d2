package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that has been counted for one experiment, and how far: totals and cursors are one value, so an increment is counted
 * exactly once whatever crashes between two writes of it. Immutable; equal ledgers have equal {@linkplain LedgerCodec#digest
 * digests}.
 *
 * @param specFingerprint the fingerprint of the specification it was made for
 * @param start the experiment's start; nothing before it is counted
 * @param dataUntil all samples up to here, inclusive, have been consumed
 * @param traffic which weights were in force when
 * @param gaps when the metrics store had nothing
 * @param lateSamples samples that arrived after a later one of their series had been counted; they were skipped
 * @param unexplainedResets how often a counter went backwards although its process had not restarted
 * @param filed counts per arm and epoch, split by cluster value (the empty string where the label is absent, or the counts are
 *        not kept per cluster); no zeros
 * @param breakdowns the filed counts by time and by segment
 * @param layouts per histogram: its buckets
 * @param arms per counter and variant: what is excluded, and when it was last seen and last grew
 * @param cursors per series that has not ended: how far it has been counted
 * @param targets per scrape target that has not ended: its last scrape
 * @param limits per metric with a hard limit and variant: the running judgement
 */
public record Ledger(String specFingerprint, Instant start, Instant dataUntil, TrafficHistory traffic, ScrapeGaps gaps,
        long lateSamples, long unexplainedResets,
        SortedMap<FiledKey, SortedMap<String, Amount>> filed, Breakdowns breakdowns, SortedMap<Selector, BucketLayout> layouts,
        SortedMap<Arm, ArmState> arms,
        SortedMap<SeriesKey, SeriesCursor> cursors, SortedMap<TargetKey, TargetState> targets,
        SortedMap<LimitKey, LimitWindow> limits) {

    /** Copies the maps. */
    public Ledger {
        Objects.requireNonNull(specFingerprint);
        Objects.requireNonNull(traffic);
        Objects.requireNonNull(gaps);
        filed = Collections.unmodifiableSortedMap(new TreeMap<>(filed));
        Objects.requireNonNull(breakdowns);
        layouts = Collections.unmodifiableSortedMap(new TreeMap<>(layouts));
        arms = Collections.unmodifiableSortedMap(new TreeMap<>(arms));
        cursors = Collections.unmodifiableSortedMap(new TreeMap<>(cursors));
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }

    /**
     * The ledger of an experiment that starts. Its first pass looks back a little and baselines every series that is already
     * there.
     *
     * @param spec what will be counted
     * @param limits the bounds of collecting
     * @param start the experiment's start on the store's clock
     */
    public static Ledger startingAt(EvidenceSpec spec, EvidenceLimits limits, Instant start) {
        Instant millis = start.truncatedTo(ChronoUnit.MILLIS);
        return new Ledger(spec.fingerprint(), millis, millis.minus(limits.presence()), TrafficHistory.startingAt(millis),
                ScrapeGaps.NONE, 0, 0, new TreeMap<>(), Breakdowns.NONE, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
                new TreeMap<>(), new TreeMap<>());
    }

    /**
     * The ledger with a continued traffic history.
     *
     * @param history agrees with the present one about all that has been consumed
     * @throws IllegalArgumentException if it would rewrite what increments have already been filed by
     */
    public Ledger withTraffic(TrafficHistory history) {
        if (!traffic.agreesUntil(history, dataUntil) || history.verifiedUntil().isBefore(dataUntil)) {
            throw new IllegalArgumentException("increments up to " + dataUntil + " are already filed by another traffic history");
        }
        return new Ledger(specFingerprint, start, dataUntil, history, gaps, lateSamples, unexplainedResets, filed, breakdowns,
                layouts, arms, cursors, targets, limits);
    }

    /**
     * What estimates are made of: the ledger without its memory of how far each series was counted, except of gauges, whose last value is
     * their level.
     *
     * @param spec what the ledger was made for
     */
    public Ledger forAnalysis(EvidenceSpec spec) {
        SortedMap<SeriesKey, SeriesCursor> gauges = new TreeMap<>(cursors);
        gauges.keySet().removeIf(key -> spec.kinds().get(key.counter()) != SeriesKind.GAUGE);
        SortedMap<TargetKey, TargetState> ofGauges = new TreeMap<>(targets);
        ofGauges.keySet().retainAll(gauges.values().stream().map(SeriesCursor::target).toList());
        return new Ledger(specFingerprint, start, dataUntil, traffic, gaps, lateSamples, unexplainedResets, filed, breakdowns, layouts,
                arms, gauges, ofGauges, limits);
    }

    /** The bounds of a histogram's buckets, none for any other selector. */
    List<Double> bounds(Selector selector) {
        return layouts.containsKey(selector) ? List.copyOf(layouts.get(selector).bounds()) : List.of();
    }
}
