package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Hard limits that are broken and only told, because of {@code onViolation: Notify}; what they do otherwise is told by the decision. */
public final class BrokenLimits {

    private BrokenLimits() {
    }

    /** One sentence for each metric of a challenger whose limit was not broken before. */
    public static List<String> newlyTold(ModelExperimentStatus previous, ModelExperimentStatus next) {
        if (next.decision() != null && next.decision().rule() == Rule.HardLimit) {
            return List.of();
        }
        Set<String> known = previous.metrics().stream().filter(BrokenLimits::isBroken).map(BrokenLimits::name).collect(Collectors.toSet());
        return next.metrics().stream().filter(BrokenLimits::isBroken).map(BrokenLimits::name).filter(name -> !known.contains(name))
                .map(name -> name + " is beyond its hard limit, which only tells (onViolation: Notify)").toList();
    }

    /**
     * Whether a metric as shown in status is beyond its hard limit. The maximum of a drift is one for a guardrail; of a diagnostic it is
     * only shown.
     */
    static boolean isBroken(MetricStatus metric) {
        return Reason.HardLimitExceeded.name().equals(metric.reason())
                || Reason.DriftExceeded.name().equals(metric.reason()) && metric.role() == Metric.Role.Guardrail;
    }

    private static String name(MetricStatus metric) {
        return metric.name() + " of " + metric.variant();
    }
}
