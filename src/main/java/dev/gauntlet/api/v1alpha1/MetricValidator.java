package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;

/** The part of {@link SpecValidator} that looks at one metric. */
final class MetricValidator {

    private final String path;
    private final List<FieldError> errors = new ArrayList<>();

    private MetricValidator(String path) {
        this.path = path;
    }

    /** Everything wrong with one metric; empty when it can be run. */
    static List<FieldError> validate(String path, Metric metric) {
        MetricValidator validator = new MetricValidator(path);
        validator.check(metric);
        return validator.errors;
    }

    private void check(Metric metric) {
        if (metric.name() == null || !metric.name().matches(Patterns.DNS_LABEL)) {
            add("name", metric.name(), "use lower-case letters, digits and -");
        }
        required("role", metric.role(), "write Success, Guardrail or Diagnostic");
        required("type", metric.type(), "write Proportion");
        required("direction", metric.direction(), "write Increase or Decrease: which way is better");
        if (metric.role() == Metric.Role.Success && metric.minimumDetectableEffect() == null) {
            add("minimumDetectableEffect", null, "a Success metric needs the smallest effect worth finding");
        }
        if (metric.role() == Metric.Role.Guardrail && metric.nonInferiorityMargin() == null && metric.hardLimit() == null) {
            add("nonInferiorityMargin", null, "a Guardrail metric needs nonInferiorityMargin or hardLimit");
        }
        effect("minimumDetectableEffect", metric.minimumDetectableEffect());
        effect("nonInferiorityMargin", metric.nonInferiorityMargin());
        belowWhole("minimumDetectableEffect", metric.minimumDetectableEffect(), metric.direction() == Metric.Direction.Decrease);
        belowWhole("nonInferiorityMargin", metric.nonInferiorityMargin(), metric.direction() == Metric.Direction.Increase);
        hardLimit(metric);
        query(metric.query());
    }

    private void effect(String field, EffectSize effect) {
        if (effect == null) {
            return;
        }
        required(field + ".type", effect.type(), "write Absolute or Relative");
        if (effect.value() == null || !effect.value().matches(Patterns.DECIMAL) || effect.asDouble() == 0) {
            add(field + ".value", effect.value(), "write a positive decimal number, such as \"0.02\"");
        } else if (effect.type() == EffectSize.Type.Absolute && effect.asDouble() >= 1) {
            add(field + ".value", effect.value(), "a difference of two proportions is below 1");
        }
    }

    /** A lift downwards: less than nothing cannot be left of a rate. */
    private void belowWhole(String field, EffectSize effect, boolean downwards) {
        if (downwards && effect != null && effect.type() == EffectSize.Type.Relative && effect.value() != null
                && effect.value().matches(Patterns.DECIMAL) && effect.asDouble() >= 1) {
            add(field + ".value", effect.value(), "a rate cannot fall by its whole or more; write less than 1");
        }
    }

    private void hardLimit(Metric metric) {
        Metric.HardLimit limit = metric.hardLimit();
        if (limit == null) {
            return;
        }
        if (limit.maximum() == null && limit.minimum() == null) {
            add("hardLimit", "without maximum and minimum", "write at least one of them");
        }
        boolean bounds = proportion("hardLimit.maximum", limit.maximum()) & proportion("hardLimit.minimum", limit.minimum());
        if (bounds && limit.maximum() != null && limit.minimum() != null
                && Double.parseDouble(limit.minimum()) > Double.parseDouble(limit.maximum())) {
            add("hardLimit.minimum", limit.minimum(), "it lies above hardLimit.maximum (" + limit.maximum() + "), so every rate breaks it");
        }
        if (metric.direction() == Metric.Direction.Decrease && limit.maximum() == null && limit.minimum() != null) {
            add("hardLimit.minimum", limit.minimum(),
                    "direction is Decrease, so less is better: limit it from above with hardLimit.maximum");
        }
        if (metric.direction() == Metric.Direction.Increase && limit.minimum() == null && limit.maximum() != null) {
            add("hardLimit.maximum", limit.maximum(),
                    "direction is Increase, so more is better: limit it from below with hardLimit.minimum");
        }
        if (limit.minimumSamples() < 1) {
            add("hardLimit.minimumSamples", limit.minimumSamples().toString(), "write at least 1");
        }
        if (limit.periods() < 1 || limit.periods() > 100) {
            add("hardLimit.periods", limit.periods().toString(), "write a whole number from 1 to 100");
        }
    }

    private boolean proportion(String field, String value) {
        boolean valid = value == null || value.matches(Patterns.DECIMAL) && Double.parseDouble(value) <= 1;
        if (!valid) {
            add(field, value, "write a proportion from 0 to 1, such as \"0.05\"");
        }
        return valid;
    }

    private void query(Metric.Query query) {
        if (query == null) {
            add("query", null, "name the counters in query.numerator and query.denominator");
            return;
        }
        if (query.numerator() == null || query.numerator().isBlank()) {
            add("query.numerator", query.numerator(), "name the counter of events");
        }
        if (query.denominator() == null || query.denominator().isBlank()) {
            add("query.denominator", query.denominator(), "name the counter of trials");
        }
    }

    private void required(String field, Object value, String remedy) {
        if (value == null) {
            add(field, null, remedy);
        }
    }

    private void add(String field, String value, String remedy) {
        errors.add(new FieldError(path + "." + field, value == null || value.isBlank() ? "absent" : "\"" + value + "\"", remedy));
    }
}
