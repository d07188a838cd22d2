package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of {@link MetricValidator} that looks at the selectors: each type takes its own. */
final class QueryValidator {

    private static final List<String> COVARIATES = List.of("covariateSum", "covariateSumOfSquares", "covariateProduct");

    private QueryValidator() {
    }

    /** Everything wrong with the query of one metric; empty when it fits the metric's type. */
    static List<FieldError> validate(String path, Metric metric) {
        List<FieldError> errors = new ArrayList<>();
        if (metric.type() == null || metric.preset() != null && metric.query() == null) {
            return errors;
        }
        Map<String, String> given = metric.query() == null ? Map.of() : metric.query().selectors();
        Map<String, String> needed = needed(metric.type());
        Set<String> optional = metric.type() == Metric.Type.Mean
                ? Set.of("sumOfSquares", "covariateSum", "covariateSumOfSquares", "covariateProduct") : Set.of();
        needed.forEach((field, what) -> {
            if (!given.containsKey(field)) {
                errors.add(new FieldError(path + ".query." + field, "absent", "name " + what));
            }
        });
        given.forEach((field, selector) -> {
            if (selector.isBlank()) {
                errors.add(new FieldError(path + ".query." + field, "absent", "write a selector or remove the field"));
            } else if (!needed.containsKey(field) && !optional.contains(field)) {
                errors.add(new FieldError(path + ".query." + field, "\"" + selector + "\"",
                        "type " + metric.type() + " takes " + String.join(" and ", needed.keySet()) + "; remove it"));
            }
        });
        covariates(path, metric, given, errors);
        return errors;
    }

    private static void covariates(String path, Metric metric, Map<String, String> given, List<FieldError> errors) {
        if (metric.type() != Metric.Type.Mean || COVARIATES.stream().noneMatch(given::containsKey)) {
            return;
        }
        List<String> together = new ArrayList<>(COVARIATES);
        together.add("sumOfSquares");
        together.stream().filter(field -> !given.containsKey(field)).forEach(field -> errors.add(new FieldError(path + ".query." + field,
                "absent", "a covariate needs " + String.join(", ", together))));
    }

    private static Map<String, String> needed(Metric.Type type) {
        Map<String, String> needed = new LinkedHashMap<>();
        switch (type) {
            case Proportion -> {
                needed.put("numerator", "the counter of events");
                needed.put("denominator", "the counter of trials");
            }
            case Ratio -> {
                needed.put("numerator", "the counter of the upper sum");
                needed.put("denominator", "the counter of the lower sum");
            }
            case Count -> {
                needed.put("numerator", "the counter of events");
                needed.put("denominator", "the counter of exposure, such as requests or seconds");
            }
            case Mean -> {
                needed.put("sum", "the counter of summed values");
                needed.put("count", "the counter of the number of values");
            }
            case Quantile, Drift -> needed.put("buckets", "the buckets of a histogram");
            case Gauge -> needed.put("gauge", "the gauge");
        }
        return needed;
    }
}
