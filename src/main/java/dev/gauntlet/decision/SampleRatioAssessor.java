package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.stats.counts.SampleRatioTest;
import dev.gauntlet.stats.counts.TrafficEpoch;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tests the shares of the variants against the weights that were in force. Sticky units are tested by the spread between clusters; without
 * a cluster label they cannot be, because the requests of one user are no independent draws.
 */
public final class SampleRatioAssessor {

    /** A share that is off by less is not worth a halt, however certain it is. */
    private static final double SMALLEST_DEVIATION = 0.005;
    /**
     * The pods of one variant can be scraped this much later than the other's after the weights changed, and what lies before the first
     * scrape of an epoch is left out; so one variant may lack as much time in each epoch without anything being wrong.
     */
    private static final double SCRAPE_SKEW_SECONDS = 60;

    private final ModelExperimentSpec spec;
    private final List<Split> splits;

    private SampleRatioAssessor(ModelExperimentSpec spec, List<Split> splits) {
        this.spec = spec;
        this.splits = splits;
    }

    /**
     * A stretch of time in which traffic was split by constant weights.
     *
     * @param length how long it has been
     * @param weights each variant's share in the order of the manifest, relative
     * @param requests by cluster of units the requests of each variant, in the same order; the empty name stands for an absent label
     */
    public record Split(Duration length, List<Double> weights, SortedMap<String, List<Long>> requests) {
    }

    /**
     * The proportion whose trials come nearest to all requests: the one that has most of them. Trials that are counted when their labels
     * arrive are second choice, since which labels come, and when, may depend on what the model did.
     *
     * @param spec the spec in force
     * @param trials how many trials a metric has of all variants
     * @return empty without a proportion, or where the shares of sticky units cannot be tested
     */
    public static Optional<Metric> metric(ModelExperimentSpec spec, ToLongFunction<Metric> trials) {
        return isSticky(spec) && spec.analysis().clusterLabel() == null ? Optional.empty()
                : spec.metrics().stream().filter(m -> m.type() == Metric.Type.Proportion && !m.comparesAnswers())
                .max(Comparator.<Metric, Boolean>comparing(m -> m.maturationSeconds() == 0).thenComparingLong(trials));
    }

    /**
     * Whether the variants get the shares of the traffic that their weights say.
     *
     * @param spec the spec in force
     * @param splits in order of time
     * @return {@link SampleRatio#UNKNOWN} without requests that can be tested
     */
    public static SampleRatio assess(ModelExperimentSpec spec, List<Split> splits) {
        return new SampleRatioAssessor(spec, splits).assess();
    }

    private SampleRatio assess() {
        boolean sticky = isSticky(spec);
        List<TrafficEpoch> epochs = splits.stream()
                .filter(split -> !split.requests().isEmpty() && !(sticky && split.requests().containsKey("")))
                .map(split -> TrafficEpoch.clustered(split.weights(), split.requests()))
                .map(epoch -> sticky ? epoch : TrafficEpoch.unclustered(epoch.weights(), epoch.requests())).toList();
        return (sticky ? SampleRatioTest.USUAL.ofUnits(epochs) : SampleRatioTest.USUAL.ofRequests(epochs))
                .map(this::judged).orElse(SampleRatio.UNKNOWN);
    }

    private static boolean isSticky(ModelExperimentSpec spec) {
        return spec.assignment().unit().sticky();
    }

    /** By how much the share of a variant may be off because of the time that it lacks: at most a quarter of that time's share. */
    private double skew() {
        double elapsed = splits.stream().mapToDouble(split -> Math.max(0, split.length().toMillis() / 1000.0)).sum();
        return elapsed == 0 ? 1 : SCRAPE_SKEW_SECONDS * splits.size() / (4 * elapsed);
    }

    private SampleRatio judged(dev.gauntlet.stats.counts.SampleRatio found) {
        double alpha = Double.parseDouble(spec.analysis().errorRates().sampleRatioAlpha());
        String shares = IntStream.range(0, spec.variants().size()).mapToObj(i -> String.format(Locale.ROOT, "%s %.2f%% instead of %.2f%%",
                spec.variants().get(i).name(), 100 * found.observedShares().get(i), 100 * found.expectedShares().get(i)))
                .collect(Collectors.joining(", "));
        boolean mismatch = found.isMismatch(alpha, SMALLEST_DEVIATION + skew());
        return new SampleRatio(mismatch, found.pValue(), (mismatch ? "the traffic is not split as configured: " : "shares seen: ") + shares
                + String.format(Locale.ROOT, " (p = %.2g)", found.pValue()));
    }
}
