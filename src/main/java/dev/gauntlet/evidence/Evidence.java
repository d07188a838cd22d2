package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.histogram.HistogramStratum;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a ledger says about each metric and variant. Strata are in order of time, one for each traffic epoch in which anything was
 * counted and both variants had a share of the traffic; during a shadow those of the shadow, in which one has copies of the other's
 * requests, and afterwards none of them.
 *
 * <p>Clusters whose counts contradict each other (a success was scraped before its trial) are joined with a neighbour, in
 * all strata alike: a union of hash buckets is a hash bucket.
 *
 * @param spec the specification that the ledger was made for
 * @param ledger the ledger
 */
public record Evidence(EvidenceSpec spec, Ledger ledger) {

    /**
     * The strata of a proportion.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return empty if an epoch as a whole has more successes than trials
     * @throws IllegalArgumentException if the metric is no proportion
     */
    public Optional<List<ProportionStratum>> proportionStrata(String metric, String challenger, String champion) {
        return new ProportionView(spec, ledger, metric).strata(challenger, champion);
    }

    /**
     * The strata of a mean, ratio, count or gauge (of a gauge: number, sum and squares of its scrapes), or a proportion. The
     * totals carry the sum of squares if it is known, the clusters do not.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return empty if the sums of an epoch as a whole contradict each other
     * @throws IllegalArgumentException if the metric is a histogram
     */
    public Optional<List<SumsStratum>> sumsStrata(String metric, String challenger, String champion) {
        return new SumsView(spec, ledger, metric).strata(challenger, champion);
    }

    /**
     * The strata of a histogram, all with the same bounds.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return empty if a bucket of an epoch as a whole was counted negative
     * @throws IllegalArgumentException if the metric is no histogram
     */
    public Optional<List<HistogramStratum>> histogramStrata(String metric, String challenger, String champion) {
        return new HistogramView(spec, ledger, metric).strata(challenger, champion);
    }

    /**
     * What was filed per block of time, for diagnostics; of a gauge number and sum of its scrapes.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return in order of time, only blocks in which anything was counted; empty for a histogram
     */
    public List<TimeBlock> timeBlocks(String metric, String challenger, String champion) {
        return isHistogram(metric) ? List.of() : new SumsView(spec, ledger, metric).timeBlocks(challenger, champion);
    }

    /**
     * The strata of each segment, without clusters.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     * @return by the values of the segment labels, for instance {@code region="eu"}; empty for a histogram or without segment
     *        labels
     */
    public SortedMap<String, List<SumsStratum>> segmentSums(String metric, String challenger, String champion) {
        return isHistogram(metric) ? new TreeMap<>() : new SumsView(spec, ledger, metric).segments(challenger, champion);
    }

    /**
     * The sums of a mean and its covariate, epoch by epoch.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     * @return one for each analysed epoch in which values were counted; empty if no covariate or no sum of squares is counted
     */
    public List<CovariateSums> covariateSums(String metric, String variant) {
        return CovariateSums.of(spec.metric(metric), ledger, spec.champion(), variant);
    }

    /** Whether the challengers have only had copies of requests so far: what differs then was not split by chance. */
    public boolean inShadow() {
        return ledger.traffic().inShadow(spec.champion());
    }

    /**
     * Whether a variant has a share of the traffic under the weights that were in force last, or copies of it.
     *
     * @param variant the variant's name
     */
    public boolean takesPart(String variant) {
        List<Epoch> epochs = ledger.traffic().epochs();
        return epochs.isEmpty() || epochs.get(epochs.size() - 1).counts(variant, spec.champion());
    }

    /**
     * How much was filed for a metric and variant in the analysed epochs (see the class): trials, values, scrapes,
     * or the denominator's sum or exposure rounded down.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public long trials(String metric, String variant) {
        return observed(ledger.traffic().analysed(spec.champion()).stream()
                .map(epoch -> observed(metric, variant, epoch.generation())));
    }

    /**
     * The same for one traffic epoch.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     * @param epoch the epoch's generation
     */
    public long trialsInEpoch(String metric, String variant, int epoch) {
        return observed(Stream.of(observed(metric, variant, epoch)));
    }

    /**
     * How much was filed for a metric in one traffic epoch, by cluster of units.
     *
     * @param metric the metric's name
     * @param variants the variants' names
     * @param epoch the epoch's generation
     * @return by cluster the trials of each variant, in the order of the names; the empty name stands for an absent label
     */
    public SortedMap<String, List<Long>> trialsByCluster(String metric, List<String> variants, int epoch) {
        List<SortedMap<String, Amount>> rows = variants.stream().map(variant -> observed(metric, variant, epoch)).toList();
        SortedMap<String, List<Long>> clusters = new TreeMap<>();
        rows.forEach(row -> row.keySet().forEach(cluster -> clusters.computeIfAbsent(cluster, key -> rows.stream().map(other ->
                Optional.ofNullable(other.get(key)).map(Evidence::size).orElse(0L)).toList())));
        return clusters;
    }

    private SortedMap<String, Amount> observed(String metric, String variant, int epoch) {
        MetricSpec counted = spec.metric(metric);
        return FiledRows.row(ledger.filed(), counted.arm(counted.source().observed(), variant), epoch);
    }

    private static long observed(Stream<SortedMap<String, Amount>> rows) {
        return rows.flatMap(row -> row.values().stream()).reduce(Amount::plus).map(Evidence::size).orElse(0L);
    }

    private static long size(Amount amount) {
        if (amount instanceof Quantity quantity) {
            return quantity.value().longValue();
        }
        return amount instanceof BucketCounts counts ? counts.total() : ((GaugeSums) amount).count();
    }

    /**
     * What a gauge shows now: the mean of its series' last values.
     *
     * @param metric the name of a gauge
     * @param variant the variant's name
     * @return empty if no series was scraped, or all have ended
     */
    public OptionalDouble gaugeLevel(String metric, String variant) {
        VariantLabels labels = spec.variants().stream().filter(known -> known.name().equals(variant)).findFirst().orElseThrow();
        Selector gauge = spec.metric(metric).source().observed();
        return ledger.cursors().entrySet().stream()
                .filter(entry -> entry.getKey().counter().equals(gauge) && labels.matches(entry.getKey()))
                .map(entry -> FiledRows.number(entry.getValue().lastValue())).mapToDouble(BigDecimal::doubleValue).average();
    }

    /**
     * All filed counts of a proportion and variant: of constant, verified weights after the warm-up.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public ProportionCounts filed(String metric, String variant) {
        return epochs().map(epoch -> inEpoch(metric, variant, epoch)).reduce(ProportionCounts.NONE, ProportionCounts::plus);
    }

    /**
     * Counts of a proportion that lie in no epoch as a whole.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     */
    public ProportionCounts excluded(String metric, String variant) {
        return new ProportionView(spec, ledger, metric).excluded(variant);
    }

    /**
     * Counts of a proportion in one traffic epoch.
     *
     * @param metric the metric's name
     * @param variant the variant's name
     * @param epoch the epoch's generation
     */
    public ProportionCounts inEpoch(String metric, String variant, int epoch) {
        return new ProportionView(spec, ledger, metric).inEpoch(variant, epoch);
    }

    /**
     * Whether everything that was filed for both variants carries the cluster label, and is kept by it.
     *
     * @param metric the metric's name
     * @param challenger the challenger's name
     * @param champion the champion's name
     */
    public boolean isClustered(String metric, String challenger, String champion) {
        MetricSpec counted = spec.metric(metric);
        MetricSource source = counted.source();
        List<Selector> clustered = source.selectors().stream().filter(source::isClustered).toList();
        return spec.clusterLabel().isPresent() && !clustered.isEmpty()
                && ledger.traffic().comparing(challenger, champion).stream().map(Epoch::generation)
                .noneMatch(epoch -> clustered.stream().anyMatch(counter -> Stream.of(challenger, champion)
                        .anyMatch(variant -> FiledRows.row(ledger.filed(), counted.arm(counter, variant), epoch).containsKey(""))));
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
        MetricSpec counted = spec.metric(metric);
        Optional<ArmState> trials = Optional.ofNullable(ledger.arms().get(counted.arm(counted.source().observed(), variant)));
        return new Freshness(trials.map(ArmState::lastSample), trials.flatMap(ArmState::lastIncrease));
    }

    private boolean isHistogram(String metric) {
        return spec.metric(metric).source() instanceof MetricSource.Buckets;
    }

    private Stream<Integer> epochs() {
        return ledger.traffic().epochs().stream().map(Epoch::generation);
    }
}
