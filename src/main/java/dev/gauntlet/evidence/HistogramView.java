package dev.gauntlet.evidence;

import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The histograms of a metric as statistics take them. */
final class HistogramView {
    private final EvidenceSpec spec;
    private final Ledger ledger;
    private final MetricSpec metric;
    private final MetricSource.Buckets source;
    private final List<Double> bounds;

    HistogramView(EvidenceSpec spec, Ledger ledger, String metric) {
        this.spec = spec;
        this.ledger = ledger;
        this.metric = spec.metric(metric);
        if (!(spec.metric(metric).source() instanceof MetricSource.Buckets buckets)) {
            throw new IllegalArgumentException("metric " + metric + " is no histogram");
        }
        this.source = buckets;
        SortedSet<Double> all = new TreeSet<>();
        Optional.ofNullable(ledger.layouts().get(source.histogram())).ifPresent(layout -> all.addAll(layout.bounds()));
        all.add(Double.POSITIVE_INFINITY);
        this.bounds = List.copyOf(all);
    }

    /** The counts of a variant in an epoch. */
    BucketCounts inEpoch(String variant, int epoch) {
        return (BucketCounts) FiledRows.total(row(variant, epoch)).orElse(BucketCounts.NONE);
    }

    /** The strata of a comparison, one for each epoch in which anything was counted; empty if an epoch has a negative bucket. */
    Optional<List<HistogramStratum>> strata(String challenger, String champion) {
        List<Integer> epochs = ledger.traffic().comparing(challenger, champion).stream().map(Epoch::generation)
                .filter(epoch -> !row(challenger, epoch).isEmpty() || !row(champion, epoch).isEmpty()).toList();
        if (epochs.stream().anyMatch(epoch -> !inEpoch(challenger, epoch).isConsistent()
                || !inEpoch(champion, epoch).isConsistent())) {
            return Optional.empty();
        }
        ClusterMerge<BucketCounts> merge = new ClusterMerge<>(BucketCounts::plus, BucketCounts::isConsistent);
        for (int epoch : epochs) {
            merge.add(clusters(challenger, epoch));
            merge.add(clusters(champion, epoch));
        }
        merge.names();
        List<HistogramStratum> strata = new ArrayList<>();
        for (int epoch : epochs) {
            TwoArmHistograms totals = new TwoArmHistograms(histogram(inEpoch(challenger, epoch)),
                    histogram(inEpoch(champion, epoch)));
            strata.add(new HistogramStratum(totals, spec.isClustered(source.histogram())
                    ? paired(merge.merged(clusters(challenger, epoch)), merge.merged(clusters(champion, epoch)))
                    : new TreeMap<>()));
        }
        return Optional.of(strata);
    }

    private SortedMap<String, TwoArmHistograms> paired(SortedMap<String, BucketCounts> challenger,
            SortedMap<String, BucketCounts> champion) {
        SortedSet<String> names = new TreeSet<>(challenger.keySet());
        names.addAll(champion.keySet());
        SortedMap<String, TwoArmHistograms> paired = new TreeMap<>();
        names.forEach(name -> paired.put(name, new TwoArmHistograms(histogram(challenger.getOrDefault(name, BucketCounts.NONE)),
                histogram(champion.getOrDefault(name, BucketCounts.NONE)))));
        return paired;
    }

    private Histogram histogram(BucketCounts counts) {
        List<Long> cumulative = new ArrayList<>();
        long upTo = 0;
        for (double bound : bounds) {
            upTo += counts.counts().getOrDefault(bound, 0L);
            cumulative.add(upTo);
        }
        return new Histogram(bounds, cumulative);
    }

    private SortedMap<String, BucketCounts> clusters(String variant, int epoch) {
        SortedMap<String, BucketCounts> clusters = new TreeMap<>();
        row(variant, epoch).forEach((cluster, counts) -> clusters.put(cluster, (BucketCounts) counts));
        return clusters;
    }

    private SortedMap<String, Amount> row(String variant, int epoch) {
        return FiledRows.row(ledger.filed(), metric.arm(source.histogram(), variant), epoch);
    }
}
