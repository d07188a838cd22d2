package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;

/** The part of {@link SpecValidator} that looks at the metrics together. */
final class MetricsValidator {

    private MetricsValidator() {
    }

    /** Everything wrong with the metrics. */
    static List<FieldError> validate(List<Metric> metrics) {
        Complaints errors = new Complaints("spec");
        errors.unique("metrics", metrics, Metric::name);
        if (metrics.stream().noneMatch(m -> m.role() == Metric.Role.Success)) {
            errors.add("metrics", "without a Success metric", "give at least one metric the role Success");
        }
        List<String> primary = metrics.stream().filter(m -> m.priority() == Metric.Priority.Primary).map(Metric::name).toList();
        if (primary.size() > 1) {
            errors.add("metrics", primary.size() + " with priority Primary",
                    "the plan is made for one metric; keep one Primary of " + primary);
        }
        List<FieldError> all = new ArrayList<>(errors.all());
        for (int i = 0; i < metrics.size(); i++) {
            all.addAll(MetricValidator.validate("spec.metrics[" + i + "]", metrics.get(i)));
        }
        return all;
    }
}
