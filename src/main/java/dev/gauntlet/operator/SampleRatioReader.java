package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.decision.SampleRatioAssessor;
import dev.gauntlet.decision.SampleRatioAssessor.Split;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import java.time.Duration;
import java.util.List;

/** Hands the requests of the epochs in which traffic was split to the test of their shares. */
final class SampleRatioReader {

    private final ModelExperimentSpec spec;
    private final Evidence evidence;
    private final List<String> variants;

    SampleRatioReader(ModelExperimentSpec spec, Evidence evidence) {
        this.spec = spec;
        this.evidence = evidence;
        this.variants = spec.variants().stream().map(Variant::name).toList();
    }

    SampleRatio read() {
        return SampleRatioAssessor.metric(spec, this::trials)
                .map(metric -> SampleRatioAssessor.assess(spec, evidence.ledger().traffic().epochs().stream()
                        .filter(SampleRatioReader::isSplit).map(epoch -> split(metric, epoch)).toList()))
                .orElse(SampleRatio.UNKNOWN);
    }

    private long trials(Metric metric) {
        return variants.stream().mapToLong(variant -> evidence.trials(metric.name(), variant)).sum();
    }

    /** Copies are no share of the traffic, and all of it is none either. */
    private static boolean isSplit(Epoch epoch) {
        return epoch.weights().values().stream().filter(weight -> weight > 0).count() > 1;
    }

    private Split split(Metric metric, Epoch epoch) {
        return new Split(Duration.between(epoch.start(), epoch.end().orElse(evidence.ledger().dataUntil())),
                variants.stream().map(variant -> epoch.weights().getOrDefault(variant, 0).doubleValue()).toList(),
                evidence.trialsByCluster(metric.name(), variants, epoch.generation()));
    }
}
