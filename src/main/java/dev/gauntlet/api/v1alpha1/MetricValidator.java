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
        if (metric.preset() == null) {
            required("type", metric.type(), "write Proportion, Mean, Ratio, Quantile, Count, Drift or Gauge");
        }
        if (metric.preset() == null && metric.type() != Metric.Type.Drift) {
            required("direction", metric.direction(), "write Increase or Decrease: which way is better");
        }
        role(metric);
        effect(metric, "minimumDetectableEffect", metric.minimumDetectableEffect());
        effect(metric, "practicalEffect", metric.practicalEffect());
        effect(metric, "nonInferiorityMargin", metric.nonInferiorityMargin());
        belowWhole("minimumDetectableEffect", metric.minimumDetectableEffect(), metric.direction() == Metric.Direction.Decrease);
        belowWhole("practicalEffect", metric.practicalEffect(), metric.direction() == Metric.Direction.Decrease);
        belowWhole("nonInferiorityMargin", metric.nonInferiorityMargin(), metric.direction() == Metric.Direction.Increase);
        quantile(metric);
        drift(metric);
        hardLimit(metric);
        if (metric.maturationSeconds() < 0 || metric.maturationSeconds() > 7_776_000) {
            add("maturationSeconds", metric.maturationSeconds().toString(), "write a whole number from 0 to 7776000");
        }
        errors.addAll(QueryValidator.validate(path, metric));
    }

    private void role(Metric metric) {
        if (metric.role() == Metric.Role.Success && metric.minimumDetectableEffect() == null) {
            add("minimumDetectableEffect", null, "a Success metric needs the smallest effect worth finding");
        }
        if (metric.role() == Metric.Role.Guardrail && metric.nonInferiorityMargin() == null && metric.hardLimit() == null
                && metric.drift() == null) {
            add("nonInferiorityMargin", null, "a Guardrail metric needs nonInferiorityMargin or hardLimit, or drift if that is its type");
        }
        boolean compared = metric.type() != Metric.Type.Drift && metric.type() != Metric.Type.Gauge;
        if (metric.role() == Metric.Role.Success && metric.type() != null && !compared) {
            add("role", "Success", "a metric of type " + metric.type() + " never promotes; make it a Guardrail or Diagnostic");
        }
        if (!compared && metric.type() != null) {
            absent("nonInferiorityMargin", metric.nonInferiorityMargin(), metric);
            absent("minimumDetectableEffect", metric.minimumDetectableEffect(), metric);
            absent("practicalEffect", metric.practicalEffect(), metric);
        }
        if (metric.role() == Metric.Role.Success && metric.comparesAnswers()) {
            add("role", "Success",
                    "how answers differ is known in Shadow steps only and never promotes; make it a Guardrail or Diagnostic");
        }
        if (metric.priority() == Metric.Priority.Primary && metric.role() != Metric.Role.Success) {
            add("priority", "Primary", "the plan is made for a Success metric; remove priority here");
        }
        if (metric.practicalEffect() != null && metric.minimumDetectableEffect() != null && metric.practicalEffect().type() != null
                && metric.practicalEffect().type() != metric.minimumDetectableEffect().type()) {
            add("practicalEffect.type", metric.practicalEffect().type().name(),
                    "write " + metric.minimumDetectableEffect().type() + ", as in minimumDetectableEffect");
        }
    }

    private void absent(String field, Object value, Metric metric) {
        if (value != null) {
            add(field, "present", "a metric of type " + metric.type() + " is not compared by effect and interval; remove it");
        }
    }

    private static boolean leavesTypeToPreset(Metric metric) {
        return metric.preset() != null && metric.type() == null;
    }

    private void quantile(Metric metric) {
        if (metric.type() == Metric.Type.Quantile && (metric.quantile() == null || !metric.quantile().matches(Patterns.PROBABILITY))) {
            add("quantile", metric.quantile(), "write which quantile, such as \"0.99\"");
        }
        if (metric.type() != Metric.Type.Quantile && metric.quantile() != null && !leavesTypeToPreset(metric)) {
            add("quantile", metric.quantile(), "it belongs to type Quantile; remove it");
        }
    }

    private void drift(Metric metric) {
        if (metric.type() == Metric.Type.Drift && metric.drift() == null) {
            add("drift", null, "name the statistic and its maximum, such as {statistic: PSI, maximum: \"0.2\"}");
        }
        if (metric.drift() == null) {
            return;
        }
        if (metric.type() != Metric.Type.Drift && !leavesTypeToPreset(metric)) {
            add("drift", "present", "it belongs to type Drift; remove it");
        }
        String maximum = metric.drift().maximum();
        if (!maximum.matches(Patterns.DECIMAL) || Double.parseDouble(maximum) == 0) {
            add("drift.maximum", maximum, "write a positive decimal number, such as \"0.2\"");
        } else if (metric.drift().statistic() != Metric.Drift.Statistic.PSI && Double.parseDouble(maximum) >= 1) {
            add("drift.maximum", maximum, metric.drift().statistic() + " lies between 0 and 1");
        }
    }

    private void effect(Metric metric, String field, EffectSize effect) {
        if (effect == null) {
            return;
        }
        required(field + ".type", effect.type(), "write Absolute or Relative");
        if (effect.value() == null || !effect.value().matches(Patterns.DECIMAL) || effect.asDouble() == 0) {
            add(field + ".value", effect.value(), "write a positive decimal number, such as \"0.02\"");
        } else if (metric.type() == Metric.Type.Proportion && effect.type() == EffectSize.Type.Absolute && effect.asDouble() >= 1) {
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
        if (metric.type() == Metric.Type.Drift) {
            add("hardLimit", "present", "the limit of a Drift metric is drift.maximum; remove hardLimit");
        }
        boolean bounds = bound(metric, "hardLimit.maximum", limit.maximum()) & bound(metric, "hardLimit.minimum", limit.minimum());
        if (bounds && limit.maximum() != null && limit.minimum() != null
                && Double.parseDouble(limit.minimum()) > Double.parseDouble(limit.maximum())) {
            add("hardLimit.minimum", limit.minimum(),
                    "it lies above hardLimit.maximum (" + limit.maximum() + "), so every value breaks it");
        }
        if (metric.type() == Metric.Type.Quantile && limit.maximum() != null && limit.minimum() != null) {
            add("hardLimit.minimum", limit.minimum(), "a quantile is limited on one side; remove maximum or minimum");
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

    private boolean bound(Metric metric, String field, String value) {
        if (value == null) {
            return true;
        }
        boolean number = value.matches(Patterns.SIGNED_DECIMAL);
        if (metric.type() == Metric.Type.Proportion && !(number && Double.parseDouble(value) >= 0 && Double.parseDouble(value) <= 1)) {
            add(field, value, "write a proportion from 0 to 1, such as \"0.05\"");
            return false;
        }
        if (!number) {
            add(field, value, "write a decimal number, such as \"0.2\"");
        }
        return number;
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
