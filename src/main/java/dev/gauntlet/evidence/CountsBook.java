package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The totals of a ledger while increments are being added to them. */
final class CountsBook {
    private final EvidenceSpec spec;
    private final Instant start;
    private final TrafficHistory traffic;
    private final TimeGrid grid;
    private final int blockLevel;
    private final LayoutBook layouts;
    private final Map<Selector, Filing> filings = new HashMap<>();
    private final RowBook<String> filed;
    private final RowBook<Integer> blocks;
    private final RowBook<String> segments;
    private final Set<String> segmentNames;
    private final SortedMap<Arm, ArmState> arms;
    private final SortedMap<LimitKey, LimitWindow> limits;

    /** How the counts of one selector are filed. */
    private record Filing(boolean clustered, boolean brokenDown, SortedSet<Duration> maturations, List<MetricSpec> limited) {
    }

    /**
     * The book of a ledger.
     *
     * @param ledger what has been counted
     * @param spec what is counted
     * @param layouts the layouts of the histograms that will be counted
     * @param until up to when counts will be added
     */
    CountsBook(Ledger ledger, EvidenceSpec spec, LayoutBook layouts, Instant until) {
        this.spec = spec;
        this.start = ledger.start();
        this.traffic = ledger.traffic();
        this.layouts = layouts;
        spec.kinds().forEach((counter, kind) -> filings.put(counter, new Filing(spec.isClustered(counter),
                kind != SeriesKind.HISTOGRAM, spec.maturations(counter),
                spec.metricsOf(counter).filter(metric -> metric.hardLimit().isPresent()).toList())));
        this.filed = new RowBook<>(ledger.filed());
        this.grid = TimeGrid.of(spec, ledger);
        this.blockLevel = grid.level(until);
        this.blocks = new RowBook<>(ledger.breakdowns().blocks());
        int joined = blockLevel - grid.level(ledger.dataUntil());
        if (joined > 0) {
            blocks.rename(block -> block >> joined);
        }
        this.segments = new RowBook<>(ledger.breakdowns().segments());
        this.segmentNames = segments.columns();
        this.arms = new TreeMap<>(ledger.arms());
        this.limits = new TreeMap<>(ledger.limits());
    }

    /** A counter of a variant has been scraped. */
    void seen(CounterSamples series, Instant at) {
        filings.get(series.key().counter()).maturations().forEach(maturation ->
                arms.compute(series.arm(maturation), (key, state) -> ArmState.seen(state, at)));
    }

    /**
     * Adds what a series grew by, or a scrape of a gauge.
     *
     * @param series the series
     * @param from the beginning of the time in which the growth lies
     * @param to its end, the time of the sample
     * @param increment by how much it grew, zero changes nothing
     */
    void count(CounterSamples series, Instant from, Instant to, Amount increment) {
        if (increment.isZero()) {
            return;
        }
        for (Duration maturation : filings.get(series.key().counter()).maturations()) {
            Arm arm = series.arm(maturation);
            Optional<Epoch> epoch = traffic.covering(from, to, spec.warmup().plus(maturation))
                    .filter(found -> found.counts(arm.variant(), spec.champion()));
            epoch.ifPresent(found -> file(series, new FiledKey(arm, found.generation()), to, increment));
            arms.computeIfPresent(arm, (key, state) ->
                    epoch.isPresent() ? state.grown(to) : state.grown(to).excluding(increment));
            if (countsForLimits(from, to, maturation)) {
                countForLimits(arm, to, increment);
            }
        }
    }

    /**
     * A hard limit counts from the start on, whatever the weights. But as long as the labels of requests under new weights are still to
     * come, a count of labels against a count of requests says nothing.
     */
    private boolean countsForLimits(Instant from, Instant to, Duration maturation) {
        return maturation.isZero() ? !from.isBefore(start) : traffic.covering(from, to, maturation).isPresent();
    }

    private void file(CounterSamples series, FiledKey key, Instant to, Amount increment) {
        Filing filing = filings.get(series.key().counter());
        filed.add(key, filing.clustered() ? series.cluster() : "", increment);
        if (filing.brokenDown()) {
            // A block is judged by its mean among those of other blocks, so the squares of its scrapes are not needed.
            blocks.add(key, grid.block(to, blockLevel),
                    increment instanceof GaugeSums scrape ? scrape.withoutSquares() : increment);
            if (!spec.segmentLabels().isEmpty()) {
                segments.add(key, segmentName(series.segment()), increment);
            }
        }
    }

    private String segmentName(String segment) {
        if (!segmentNames.contains(segment) && segmentNames.size() >= Breakdowns.MOST_SEGMENTS) {
            return Breakdowns.OTHER_SEGMENTS;
        }
        segmentNames.add(segment);
        return segment;
    }

    private void countForLimits(Arm arm, Instant at, Amount increment) {
        long slot = slot(at);
        for (MetricSpec metric : filings.get(arm.counter()).limited()) {
            LimitTally tally = tally(metric, arm.counter(), increment);
            if (!tally.isZero() && metric.maturation().equals(arm.maturation())) {
                limits.compute(new LimitKey(metric.name(), arm.variant()), (key, window) ->
                        (window == null ? LimitWindow.startingAt(slot) : window)
                                .plus(slot, tally, metric.windowLimit().orElseThrow()));
            }
        }
    }

    private LimitTally tally(MetricSpec metric, Selector counter, Amount increment) {
        if (increment instanceof GaugeSums scrape) {
            return LimitTally.ofGauge(scrape);
        }
        if (increment instanceof BucketCounts counts) {
            return LimitTally.ofHistogram(metric.hardLimit().orElseThrow(), layouts.layouts().get(counter), counts);
        }
        return LimitTally.ofCounter(metric.source(), counter, (Quantity) increment);
    }

    /** Judges all hard limits with the slots that are over at a moment. */
    void finishSlots(Instant until) {
        limits.replaceAll((key, window) ->
                window.finishedBefore(slot(until), spec.metric(key.metric()).windowLimit().orElseThrow()));
    }

    private long slot(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), spec.evaluationPeriod().toMillis());
    }

    /** How many values of the cluster label have been seen. */
    int clusters() {
        return filed.columns().size();
    }

    SortedMap<FiledKey, SortedMap<String, Amount>> filed() {
        return filed.rows();
    }

    Breakdowns breakdowns() {
        return new Breakdowns(blocks.rows(), segments.rows());
    }

    SortedMap<Arm, ArmState> arms() {
        return arms;
    }

    SortedMap<LimitKey, LimitWindow> limits() {
        return limits;
    }
}
