package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a ledger says about each metric and variant.
 *
 * @param spec the specification that the ledger was made for
 * @param ledger the ledger
 */
public record Evidence(EvidenceSpec spec, Ledger ledger) {

    /**
     * All filed counts of a metric and variant: of constant, verified weights after the warm-up.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public ProportionCounts filed(String metric, String variant) {
        return epochs().stream().map(epoch -> inEpoch(metric, variant, epoch)).reduce(ProportionCounts.NONE, ProportionCounts::plus);
    }

    /**
     * Counts that lie in no epoch as a whole.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public ProportionCounts excluded(String metric, String variant) {
        ProportionMetric counters = spec.metric(metric);
        return new ProportionCounts(excluded(counters.denominator(), variant), excluded(counters.numerator(), variant));
    }

    private long excluded(Selector counter, String variant) {
        ArmState state = ledger.arms().get(new Arm(counter, variant));
        return state == null ? 0 : state.excluded();
    }

    /**
     * Counts of one traffic epoch.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     * @param epoch the epoch's generation
     */
    public ProportionCounts inEpoch(String metric, String variant, int epoch) {
        return byCluster(metric, variant, epoch).values().stream().reduce(ProportionCounts.NONE, ProportionCounts::plus);
    }

    /**
     * The strata of a comparison, one for each traffic epoch in which anything was counted. Clusters whose counts contradict each
     * other (a success was scraped before its trial) are joined with a neighbour, in all strata alike: a union of hash buckets is a
     * hash bucket.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return the strata in order of time; empty if an epoch as a whole has more successes than trials
     */
    public Optional<List<ProportionStratum>> strata(String metric, String challenger, String champion) {
        List<Integer> epochs = epochs().stream().filter(epoch ->
                !byCluster(metric, challenger, epoch).isEmpty() || !byCluster(metric, champion, epoch).isEmpty()).toList();
        if (epochs.stream().anyMatch(epoch ->
                !inEpoch(metric, challenger, epoch).isConsistent() || !inEpoch(metric, champion, epoch).isConsistent())) {
            return Optional.empty();
        }
        ClusterMerge merge = new ClusterMerge();
        for (int epoch : epochs) {
            merge.add(byCluster(metric, challenger, epoch));
            merge.add(byCluster(metric, champion, epoch));
        }
        SortedMap<String, String> names = merge.names();
        List<ProportionStratum> strata = new ArrayList<>();
        for (int epoch : epochs) {
            strata.add(stratum(merged(byCluster(metric, challenger, epoch), names), merged(byCluster(metric, champion, epoch), names)));
        }
        return Optional.of(strata);
    }

    /**
     * Whether every filed trial of both variants carries the cluster label.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     */
    public boolean isClustered(String metric, String challenger, String champion) {
        return spec.clusterLabel().isPresent() && epochs().stream().noneMatch(epoch ->
                byCluster(metric, challenger, epoch).containsKey("") || byCluster(metric, champion, epoch).containsKey(""));
    }

    /**
     * The running judgement of a metric's hard limit.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     * @return empty if there is no hard limit or nothing was counted yet
     */
    public Optional<LimitWindow> limitWindow(String metric, String variant) {
        return Optional.ofNullable(ledger.limits().get(new LimitKey(metric, variant)));
    }

    /**
     * How fresh a metric's trials are.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public Freshness freshness(String metric, String variant) {
        Optional<ArmState> trials = Optional.ofNullable(ledger.arms().get(new Arm(spec.metric(metric).denominator(), variant)));
        return new Freshness(trials.map(ArmState::lastSample), trials.flatMap(ArmState::lastIncrease));
    }

    /** The first epoch in which a variant has more successes than trials. */
    Optional<Integer> excessEpoch(String metric, String variant) {
        return epochs().stream().filter(epoch -> !inEpoch(metric, variant, epoch).isConsistent()).findFirst();
    }

    private List<Integer> epochs() {
        return ledger.traffic().epochs().stream().map(Epoch::generation).toList();
    }

    private SortedMap<String, ProportionCounts> byCluster(String metric, String variant, int epoch) {
        ProportionMetric counters = spec.metric(metric);
        SortedMap<String, ProportionCounts> clusters = new TreeMap<>();
        row(counters.denominator(), variant, epoch).forEach((cluster, count) ->
                clusters.merge(cluster, new ProportionCounts(count, 0), ProportionCounts::plus));
        row(counters.numerator(), variant, epoch).forEach((cluster, count) ->
                clusters.merge(cluster, new ProportionCounts(0, count), ProportionCounts::plus));
        return clusters;
    }

    private SortedMap<String, Long> row(Selector counter, String variant, int epoch) {
        return ledger.filed().getOrDefault(new FiledKey(new Arm(counter, variant), epoch), Collections.emptySortedMap());
    }

    private ProportionStratum stratum(SortedMap<String, ProportionCounts> challenger, SortedMap<String, ProportionCounts> champion) {
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

    private static SortedMap<String, ProportionCounts> merged(SortedMap<String, ProportionCounts> clusters, SortedMap<String, String> names) {
        SortedMap<String, ProportionCounts> merged = new TreeMap<>();
        clusters.forEach((cluster, counts) -> merged.merge(names.get(cluster), counts, ProportionCounts::plus));
        return merged;
    }
}
