package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which challengers meet the policy for promotion, each judged by its own metrics. */
final class Qualification {

    /** Where these are the reason, no harm could have been found, however large. */
    private static final Set<String> BLIND = Set.of(Reason.UnitVarianceMissing.name(), Reason.VarianceUnknown.name(),
            Reason.BucketsTooCoarse.name());

    private Qualification() {
    }

    /** The challengers that meet the policy, in the order of the manifest. */
    static List<String> qualified(DecisionInputs inputs) {
        if (!inputs.step().stage().decides()) {
            return List.of();
        }
        return inputs.active().stream().filter(challenger -> switch (inputs.policy().policy()) {
            case SuperiorAndNonInferior -> isSuperior(inputs, challenger);
            case NonInferior -> isNonInferior(inputs, challenger);
            case DoNoHarm -> doesNoHarm(inputs, challenger);
        }).toList();
    }

    /** Success metrics of a challenger that are superior by an effect worth promoting. */
    static List<MetricAssessment> superior(DecisionInputs inputs, String challenger) {
        return inputs.success(challenger).stream()
                .filter(m -> m.verdict() == Verdict.Superior && m.standing().worthShipping()).toList();
    }

    private static boolean isSuperior(DecisionInputs inputs, String challenger) {
        return !superior(inputs, challenger).isEmpty()
                && inputs.success(challenger).stream().noneMatch(m -> m.verdict() == Verdict.Inferior)
                && inputs.guardrails(challenger).stream().allMatch(m -> m.standing().held());
    }

    private static boolean isNonInferior(DecisionInputs inputs, String challenger) {
        List<MetricAssessment> success = inputs.success(challenger);
        return !success.isEmpty() && Stream.concat(success.stream(), inputs.guardrails(challenger).stream())
                .allMatch(m -> m.standing().held());
    }

    private static boolean doesNoHarm(DecisionInputs inputs, String challenger) {
        List<MetricAssessment> needed = inputs.of(challenger).stream().filter(MetricAssessment::needed).toList();
        return !needed.isEmpty() && needed.stream().allMatch(Qualification::harmWouldShow);
    }

    private static boolean harmWouldShow(MetricAssessment metric) {
        boolean measured = metric.verdict() != Verdict.NoData && (metric.hardLimit().isPresent() || !BLIND.contains(metric.reason()));
        boolean worse = metric.verdict() == Verdict.Deteriorated || metric.verdict() == Verdict.Inferior
                || metric.hardLimit().filter(HardLimitState::broken).isPresent();
        return measured && !worse;
    }
}
