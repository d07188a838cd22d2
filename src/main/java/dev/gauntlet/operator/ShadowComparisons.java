package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.ShadowComparison;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.MetricSource;
import dev.gauntlet.evidence.MetricSpec;
import dev.gauntlet.evidence.ProportionCounts;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what the comparator has counted, which is counted like a metric of the experiment. */
final class ShadowComparisons {

    /** Under this name it stands in the ledger; no metric of a spec can have it. */
    private static final String COUNTED = "shadow/divergence";
    private static final String DIVERGENT = "gauntlet_shadow_divergent_total";
    private static final String PAIRS = "gauntlet_shadow_pairs_total";

    private ShadowComparisons() {
    }

    /**
     * What has to be counted for a spec.
     *
     * @param qualifiedName {@code namespace/name} of the experiment
     * @return empty if no step compares answers
     */
    static Optional<MetricSpec> counted(String qualifiedName, ModelExperimentSpec spec) {
        List<Matcher> ours = List.of(new Matcher("experiment", Matcher.Operator.EQUAL, qualifiedName));
        return compares(spec, spec.steps().size()).map(step -> new MetricSpec(COUNTED,
                new MetricSource.Proportion(new Selector(DIVERGENT, ours), new Selector(PAIRS, ours)), Optional.empty(), Duration.ZERO));
    }

    /**
     * How often each challenger answered otherwise than the champion, over all epochs in shadow. The challengers share the error rate of
     * harm.
     *
     * @param steps how many steps have begun
     * @return empty before the first step that compares answers
     */
    static List<ShadowComparison> read(ModelExperimentSpec spec, Evidence evidence, int steps) {
        double alpha = Double.parseDouble(spec.analysis().errorRates().deteriorationAlpha()) / spec.challengers().size();
        return compares(spec, steps).map(step -> spec.challengers().stream().map(Variant::name).map(challenger -> {
            ProportionCounts counts = evidence.ledger().traffic().epochs().stream().filter(epoch -> epoch.isShadow(spec.champion().name()))
                    .map(Epoch::generation).map(epoch -> evidence.inEpoch(COUNTED, challenger, epoch))
                    .reduce(ProportionCounts.NONE, ProportionCounts::plus);
            // A scrape may have seen the second counter of a pair before the first.
            return ShadowComparison.of(challenger, counts.trials(), Math.min(counts.successes(), counts.trials()),
                    Double.parseDouble(step.comparison().maximumDivergence()), step.minimumSamples(), alpha);
        }).toList()).orElse(List.of());
    }

    /** The last of the first steps that compares answers. */
    private static Optional<Step> compares(ModelExperimentSpec spec, int steps) {
        return spec.steps().subList(0, Math.min(steps, spec.steps().size())).stream().filter(step -> step.comparison() != null)
                .reduce((earlier, later) -> later);
    }
}
