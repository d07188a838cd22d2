package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;

/**
 * Everything a decision depends on.
 *
 * @param step how far the running step is
 * @param desiredState what the user wants now
 * @param metrics assessments in the order of the manifest
 * @param sampleRatio whether the shares of the variants are the configured ones
 * @param data whether the evidence can be trusted
 * @param policy what follows from the evidence
 * @param circumstances what it depends on beside the evidence
 * @param ledgerDigest digest of the counts behind the assessments
 */
public record DecisionInputs(StepProgress step, DesiredState desiredState, List<MetricAssessment> metrics, SampleRatio sampleRatio,
        DataHealth data, DecisionPolicy policy, Circumstances circumstances, String ledgerDigest) {

    /** Copies the list. */
    public DecisionInputs {
        metrics = List.copyOf(metrics);
    }

    /** Assessments of the metrics that must be superior. */
    List<MetricAssessment> success() {
        return withRole(Metric.Role.Success);
    }

    /** Assessments of the metrics that must not be worse. */
    List<MetricAssessment> guardrails() {
        return withRole(Metric.Role.Guardrail);
    }

    /** Assessments with a verdict. */
    List<MetricAssessment> withVerdict(Verdict verdict) {
        return metrics.stream().filter(m -> m.verdict() == verdict).toList();
    }

    private List<MetricAssessment> withRole(Metric.Role role) {
        return metrics.stream().filter(m -> m.role() == role).toList();
    }
}
