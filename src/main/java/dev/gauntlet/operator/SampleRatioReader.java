package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.stats.counts.SampleRatioTest;
import dev.gauntlet.stats.counts.TrafficEpoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tests the shares of the variants against the weights that were in force, by the trials of the proportion that has most of them: the
 * nearest to all requests. Sticky units are tested by the spread between clusters; without a cluster label they cannot be, because the requests of one user
 * are no independent draws.
 */
final class SampleRatioReader {

    /** A share that is off by less is not worth a halt, however certain it is. */
    private static final double SMALLEST_DEVIATION = 0.005;
    /**
     * The pods of one variant can be scraped this much later than the other's after the weights changed, and what lies before the first
     * scrape of an epoch is left out; so one variant may lack as much time in each epoch without anything being wrong.
     */
    private static final double SCRAPE_SKEW_SECONDS = 60;

    private final ModelExperimentSpec spec;
    private final Evidence evidence;

    SampleRatioReader(ModelExperimentSpec spec, Evidence evidence) {
        this.spec = spec;
        this.evidence = evidence;
    }

    SampleRatio read() {
        Optional<Metric> counted = spec.metrics().stream().filter(m -> m.type() == Metric.Type.Proportion)
                
                // Which labels come, and when, may depend on what the model did.
                .max(Comparator.<Metric, Boolean>comparing(m -> m.maturationSeconds() == 0).thenComparing(this::trials));
        boolean sticky = spec.assignment().unit().sticky();
        if (counted.isEmpty() || sticky && spec.analysis().clusterLabel() == null) {
            return SampleRatio.UNKNOWN;
        }
        List<TrafficEpoch> splits = new ArrayList<>();
        for (Epoch epoch : evidence.ledger().traffic().epochs()) {
            split(counted.get().name(), epoch, sticky).ifPresent(splits::add);
        }
        return (sticky ? SampleRatioTest.USUAL.ofUnits(splits) : SampleRatioTest.USUAL.ofRequests(splits))
                .map(this::judged).orElse(SampleRatio.UNKNOWN);
    }

    private long trials(Metric metric) {
        return spec.variants().stream().mapToLong(variant -> evidence.trials(metric.name(), variant.name())).sum();
    }

    private Optional<TrafficEpoch> split(String metric, Epoch epoch, boolean sticky) {
        List<Double> weights = spec.variants().stream().map(v -> epoch.weights().getOrDefault(v.name(), 0).doubleValue()).toList();
        List<String> names = spec.variants().stream().map(Variant::name).toList();
        SortedMap<String, List<Long>> clusters = evidence.trialsByCluster(metric, names, epoch.generation());
        if (!isSplit(epoch) || clusters.isEmpty() || sticky && clusters.containsKey("")) {
            return Optional.empty();
        }
        TrafficEpoch requests = TrafficEpoch.clustered(weights, clusters);
        return Optional.of(sticky ? requests : TrafficEpoch.unclustered(weights, requests.requests()));
    }

    /** Copies are no share of the traffic, and all of it is none either. */
    private boolean isSplit(Epoch epoch) {
        return epoch.weights().values().stream().filter(weight -> weight > 0).count() > 1;
    }

    /** By how much the share of a variant may be off because of the time that it lacks: at most a quarter of that time's share. */
    private double skew() {
        List<Epoch> epochs = evidence.ledger().traffic().epochs().stream().filter(this::isSplit).toList();
        double elapsed = epochs.stream().mapToDouble(epoch -> Math.max(0, Duration.between(epoch.start(),
                epoch.end().orElse(evidence.ledger().dataUntil())).toMillis() / 1000.0)).sum();
        return elapsed == 0 ? 1 : SCRAPE_SKEW_SECONDS * epochs.size() / (4 * elapsed);
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
