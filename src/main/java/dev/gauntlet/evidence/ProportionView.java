package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The counts of a proportion as statistics take them. */
final class ProportionView {
    private final EvidenceSpec spec;
    private final Ledger ledger;
    private final MetricSpec metric;
    private final MetricSource.Proportion source;

    ProportionView(EvidenceSpec spec, Ledger ledger, String metric) {
        this.spec = spec;
        this.ledger = ledger;
        this.metric = spec.metric(metric);
        if (!(spec.metric(metric).source() instanceof MetricSource.Proportion proportion)) {
            throw new IllegalArgumentException("metric " + metric + " is no proportion");
        }
        this.source = proportion;
    }

    /** All counts of an epoch. */
    ProportionCounts inEpoch(String variant, int epoch) {
        return clusters(variant, epoch).values().stream().reduce(ProportionCounts.NONE, ProportionCounts::plus);
    }

    /** Counts that lie in no epoch as a whole. */
    ProportionCounts excluded(String variant) {
        return new ProportionCounts(excluded(source.denominator(), variant), excluded(source.numerator(), variant));
    }

    private long excluded(Selector counter, String variant) {
        return Optional.ofNullable(ledger.arms().get(metric.arm(counter, variant))).flatMap(ArmState::excluded)
                .map(FiledRows::number).map(number -> number.longValueExact()).orElse(0L);
    }

    /** The strata of a comparison; empty if an epoch as a whole has more successes than trials. */
    Optional<List<ProportionStratum>> strata(String challenger, String champion) {
        List<Integer> epochs = ledger.traffic().comparing(challenger, champion).stream().map(Epoch::generation)
                .filter(epoch -> !clusters(challenger, epoch).isEmpty() || !clusters(champion, epoch).isEmpty()).toList();
        if (epochs.stream().anyMatch(epoch -> !inEpoch(challenger, epoch).isConsistent()
                || !inEpoch(champion, epoch).isConsistent())) {
            return Optional.empty();
        }
        ClusterMerge<ProportionCounts> merge = new ClusterMerge<>(ProportionCounts::plus, ProportionCounts::isConsistent);
        for (int epoch : epochs) {
            merge.add(clusters(challenger, epoch));
            merge.add(clusters(champion, epoch));
        }
        merge.names();
        return Optional.of(epochs.stream()
                .map(epoch -> stratum(merge.merged(clusters(challenger, epoch)), merge.merged(clusters(champion, epoch))))
                .toList());
    }

    private SortedMap<String, ProportionCounts> clusters(String variant, int epoch) {
        SortedMap<String, ProportionCounts> clusters = new TreeMap<>();
        FiledRows.row(ledger.filed(), metric.arm(source.denominator(), variant), epoch).forEach((cluster, count) ->
                clusters.merge(cluster, new ProportionCounts(FiledRows.number(count).longValueExact(), 0),
                        ProportionCounts::plus));
        FiledRows.row(ledger.filed(), metric.arm(source.numerator(), variant), epoch).forEach((cluster, count) ->
                clusters.merge(cluster, new ProportionCounts(0, FiledRows.number(count).longValueExact()),
                        ProportionCounts::plus));
        return clusters;
    }

    private ProportionStratum stratum(SortedMap<String, ProportionCounts> challenger,
            SortedMap<String, ProportionCounts> champion) {
        if (spec.clusterLabel().isEmpty()) {
            return ProportionStratum.unclustered(binomial(challenger.get("")), binomial(champion.get("")));
        }
        SortedSet<String> names = new TreeSet<>(challenger.keySet());
        names.addAll(champion.keySet());
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>();
        names.forEach(name -> clusters.put(name, new TwoArmCounts(binomial(challenger.get(name)), binomial(champion.get(name)))));
        return ProportionStratum.clustered(clusters);
    }

    private static BinomialCounts binomial(ProportionCounts counts) {
        return counts == null ? BinomialCounts.NONE : new BinomialCounts(counts.trials(), counts.successes());
    }
}
