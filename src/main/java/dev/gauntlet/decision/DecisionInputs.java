package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import java.util.List;
import java.util.Optional;

/**
 * Everything a decision depends on.
 *
 * @param step how far the running step is
 * @param desiredState what the user wants now
 * @param metrics assessments of all challengers in the order of the manifest, of removed ones too
 * @param prospects how the challengers do by the primary metric
 * @param comparisons how often each challenger in shadow answers otherwise than the champion; empty unless a Shadow step that compares
 *     answers runs
 * @param sampleRatio whether the shares of the variants are the configured ones
 * @param data whether the evidence can be trusted
 * @param policy what follows from the evidence
 * @param circumstances what it depends on beside the evidence
 * @param ledgerDigest digest of the counts behind the assessments
 */
public record DecisionInputs(StepProgress step, DesiredState desiredState, List<MetricAssessment> metrics, List<Prospect> prospects,
        List<ShadowComparison> comparisons, SampleRatio sampleRatio, DataHealth data, DecisionPolicy policy, Circumstances circumstances,
        String ledgerDigest) {

    /** Copies the lists. */
    public DecisionInputs {
        metrics = List.copyOf(metrics);
        prospects = List.copyOf(prospects);
        comparisons = List.copyOf(comparisons);
    }

    /** Inputs without prospects and comparisons: the first qualified challenger is the best one, and no deadline is extended. */
    public DecisionInputs(StepProgress step, DesiredState desiredState, List<MetricAssessment> metrics, SampleRatio sampleRatio,
            DataHealth data, DecisionPolicy policy, Circumstances circumstances, String ledgerDigest) {
        this(step, desiredState, metrics, List.of(), List.of(), sampleRatio, data, policy, circumstances, ledgerDigest);
    }

    /**
     * The inputs of a decision about an experiment.
     *
     * @param spec the spec in force, with the desiredState of now
     * @param step see {@link #step()}
     * @param metrics see {@link #metrics()}
     * @param comparisons see {@link #comparisons()}
     * @param sampleRatio see {@link #sampleRatio()}
     * @param data see {@link #data()}
     * @param circumstances see {@link #circumstances()}
     * @param ledgerDigest see {@link #ledgerDigest()}
     */
    public static DecisionInputs of(ModelExperimentSpec spec, StepProgress step, List<MetricAssessment> metrics,
            List<ShadowComparison> comparisons, SampleRatio sampleRatio, DataHealth data, Circumstances circumstances,
            String ledgerDigest) {
        return new DecisionInputs(step, spec.desiredState(), metrics, Prospects.of(spec, step, metrics), comparisons, sampleRatio,
                data, spec.decision(), circumstances, ledgerDigest);
    }

    /** The challengers about which something can still be decided: those that take part, or the one that is being promoted. */
    List<String> active() {
        return step.stage().promotes() ? circumstances.candidate().map(List::of).orElse(circumstances.challengers())
                : circumstances.challengers();
    }

    /** Assessments of the active challengers; those of removed ones decide nothing any more. */
    List<MetricAssessment> assessments() {
        List<String> active = active();
        return metrics.stream().filter(m -> active.contains(m.challenger())).toList();
    }

    /** Comparisons of the active challengers while a shadow runs. */
    List<ShadowComparison> compared() {
        List<String> active = active();
        return step.stage() != Stage.Shadow ? List.of() : comparisons.stream().filter(c -> active.contains(c.challenger())).toList();
    }

    /** Assessments of one challenger. */
    List<MetricAssessment> of(String challenger) {
        return metrics.stream().filter(m -> m.challenger().equals(challenger)).toList();
    }

    /** Assessments of one challenger's metrics that must be superior. */
    List<MetricAssessment> success(String challenger) {
        return withRole(of(challenger), Metric.Role.Success);
    }

    /** Assessments of one challenger's metrics that must not be worse. */
    List<MetricAssessment> guardrails(String challenger) {
        return withRole(of(challenger), Metric.Role.Guardrail);
    }

    /** Assessments of the active challengers' metrics that must be superior. */
    List<MetricAssessment> success() {
        return withRole(assessments(), Metric.Role.Success);
    }

    /** Assessments of the active challengers' metrics that must not be worse. */
    List<MetricAssessment> guardrails() {
        return withRole(assessments(), Metric.Role.Guardrail);
    }

    /** Whether the experiment began with several challengers, so that sentences have to say which one they speak of. */
    boolean severalChallengers() {
        return metrics.stream().map(MetricAssessment::challenger).distinct().count() > 1;
    }

    /** How a challenger does by the primary metric. */
    Optional<Prospect> prospect(String challenger) {
        return prospects.stream().filter(p -> p.challenger().equals(challenger)).findFirst();
    }

    private static List<MetricAssessment> withRole(List<MetricAssessment> assessments, Metric.Role role) {
        return assessments.stream().filter(m -> m.role() == role).toList();
    }
}
