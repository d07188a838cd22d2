package dev.gauntlet.evidence;

import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sums of a metric of numbers as statistics take them: any but a histogram. */
final class SumsView {
    private final EvidenceSpec spec;
    private final Ledger ledger;
    private final MetricSpec metric;
    private final MetricSource source;

    SumsView(EvidenceSpec spec, Ledger ledger, String metric) {
        this.spec = spec;
        this.ledger = ledger;
        this.metric = spec.metric(metric);
        this.source = this.metric.source();
        if (source instanceof MetricSource.Buckets) {
            throw new IllegalArgumentException("metric " + metric + " is a histogram and has no sums");
        }
    }

    /** The sums of a variant in an epoch, squares included if they are known. */
    ExactSums inEpoch(String variant, int epoch) {
        ExactSums sums = clusters(variant, epoch).values().stream().reduce(ExactSums::plus).orElse(ExactSums.NONE);
        if (source instanceof MetricSource.Gauge) {
            return sums;
        }
        return new ExactSums(sums.denominator(), sums.numerator(), FiledRows.squares(source)
                .map(counter -> FiledRows.number(FiledRows.total(FiledRows.row(ledger.filed(), metric.arm(counter, variant), epoch))
                        .orElse(null))));
    }

    /**
     * The strata of a comparison, one for each epoch in which anything was counted; empty if an epoch as a whole contradicts
     * itself.
     */
    Optional<List<SumsStratum>> strata(String challenger, String champion) {
        List<Integer> epochs = ledger.traffic().comparing(challenger, champion).stream().map(Epoch::generation)
                .filter(epoch -> !clusters(challenger, epoch).isEmpty() || !clusters(champion, epoch).isEmpty()).toList();
        if (epochs.stream().anyMatch(epoch -> !inEpoch(challenger, epoch).isConsistent()
                || !inEpoch(champion, epoch).isConsistent())) {
            return Optional.empty();
        }
        ClusterMerge<ExactSums> merge = new ClusterMerge<>(ExactSums::plus, ExactSums::isConsistent);
        for (int epoch : epochs) {
            merge.add(clusters(challenger, epoch));
            merge.add(clusters(champion, epoch));
        }
        merge.names();
        List<SumsStratum> strata = new ArrayList<>();
        for (int epoch : epochs) {
            TwoArmSums totals = new TwoArmSums(inEpoch(challenger, epoch).toArmSums(), inEpoch(champion, epoch).toArmSums());
            strata.add(new SumsStratum(totals, spec.isClustered(source.observed())
                    ? paired(merge.merged(clusters(challenger, epoch)), merge.merged(clusters(champion, epoch)))
                    : new TreeMap<>()));
        }
        return Optional.of(strata);
    }

    /** The blocks of time in which anything was counted; one whose sums contradict each other is left out. */
    List<TimeBlock> timeBlocks(String challenger, String champion) {
        TimeGrid grid = TimeGrid.of(spec, ledger);
        int level = grid.level(ledger.dataUntil());
        List<TimeBlock> blocks = new ArrayList<>();
        for (Epoch epoch : ledger.traffic().comparing(challenger, champion)) {
            paired(FiledRows.sums(ledger.breakdowns().blocks(), metric, challenger, epoch.generation(), true),
                    FiledRows.sums(ledger.breakdowns().blocks(), metric, champion, epoch.generation(), true))
                    .forEach((block, sums) -> {
                        Instant start = grid.start(block, level);
                        blocks.add(new TimeBlock(epoch.generation(), start, grid.length(level), sums));
                    });
        }
        return blocks;
    }

    /** Per segment the strata of a comparison; a stratum whose sums contradict each other is left out. */
    SortedMap<String, List<SumsStratum>> segments(String challenger, String champion) {
        SortedMap<String, List<SumsStratum>> segments = new TreeMap<>();
        for (Epoch epoch : ledger.traffic().comparing(challenger, champion)) {
            paired(FiledRows.sums(ledger.breakdowns().segments(), metric, challenger, epoch.generation(), true),
                    FiledRows.sums(ledger.breakdowns().segments(), metric, champion, epoch.generation(), true))
                    .forEach((segment, sums) -> segments.computeIfAbsent(segment, name -> new ArrayList<>())
                            .add(SumsStratum.unclustered(sums.challenger(), sums.champion())));
        }
        return segments;
    }

    private SortedMap<String, ExactSums> clusters(String variant, int epoch) {
        return FiledRows.sums(ledger.filed(), metric, variant, epoch, source instanceof MetricSource.Gauge);
    }

    private static <K> SortedMap<K, TwoArmSums> paired(SortedMap<K, ExactSums> challenger, SortedMap<K, ExactSums> champion) {
        SortedSet<K> cells = new TreeSet<>(challenger.keySet());
        cells.addAll(champion.keySet());
        SortedMap<K, TwoArmSums> paired = new TreeMap<>();
        for (K cell : cells) {
            ExactSums one = challenger.getOrDefault(cell, ExactSums.NONE);
            ExactSums other = champion.getOrDefault(cell, ExactSums.NONE);
            if (one.isConsistent() && other.isConsistent()) {
                paired.put(cell, new TwoArmSums(one.toArmSums(), other.toArmSums()));
            }
        }
        return paired;
    }
}
