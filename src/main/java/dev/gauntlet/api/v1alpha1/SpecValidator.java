package dev.gauntlet.api.v1alpha1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * The operator's own check of a spec. It repeats what the schema and its CEL rules check, because API servers before 1.25
 * drop CEL, and adds what a schema cannot say.
 */
public final class SpecValidator {

    private final List<FieldError> errors = new ArrayList<>();

    private SpecValidator() {
    }

    /**
     * Checks a spec.
     *
     * @param spec the spec as read; may be null
     * @return everything wrong with it, in the order of the fields; empty when it can be run
     */
    public static List<FieldError> validate(ModelExperimentSpec spec) {
        if (spec == null) {
            return List.of(new FieldError("spec", "absent", "describe variants, routing, steps and metrics"));
        }
        SpecValidator validator = new SpecValidator();
        validator.variants(spec);
        validator.routing(spec);
        validator.assignment(spec.assignment());
        validator.steps(spec.steps());
        validator.prometheus(spec.prometheus());
        validator.metrics(spec.metrics());
        validator.analysis(spec);
        validator.range("spec.decision.onNoData.timeoutSeconds", spec.decision().onNoData().timeoutSeconds(), 1, 2_592_000);
        validator.errors.addAll(PromotionValidator.validate(spec));
        return List.copyOf(validator.errors);
    }

    private void variants(ModelExperimentSpec spec) {
        List<Variant> variants = spec.variants();
        unique("spec.variants", variants, Variant::name);
        long champions = variants.stream().filter(v -> v.role() == Variant.Role.Champion).count();
        if (champions != 1) {
            add("spec.variants", champions + " with role Champion", "give exactly one variant the role Champion");
        }
        if (variants.size() - champions != 1) {
            add("spec.variants", (variants.size() - champions) + " with role Challenger",
                    "give exactly one variant the role Challenger");
        }
        for (int i = 0; i < variants.size(); i++) {
            String path = "spec.variants[" + i + "]";
            Variant variant = variants.get(i);
            name(path + ".name", variant.name());
            if (variant.role() == null) {
                add(path + ".role", "absent", "write Champion or Challenger");
            }
            if (variant.serviceRef() == null) {
                add(path + ".serviceRef", "absent", "name the Service in front of this variant's pods");
            } else {
                name(path + ".serviceRef.name", variant.serviceRef().name());
                range(path + ".serviceRef.port", variant.serviceRef().port(), 1, 65535);
            }
            range(path + ".timeouts.connectMilliseconds", variant.timeouts().connectMilliseconds(), 1, 3_600_000);
            range(path + ".timeouts.readMilliseconds", variant.timeouts().readMilliseconds(), 1, 3_600_000);
            metricLabels(path + ".metricLabels", variant, variants.subList(0, i));
        }
    }

    private void metricLabels(String path, Variant variant, List<Variant> others) {
        if (variant.metricLabels().isEmpty()) {
            add(path, "empty", "give at least one label that tells this variant's series from the others', such as version: v1");
            return;
        }
        variant.metricLabels().forEach((label, value) -> {
            matches(path, label, Patterns.LABEL_NAME, "use Prometheus label names");
            if (value == null || value.isEmpty()) {
                add(path + "." + label, "empty", "give the label's value");
            }
        });
        others.stream().filter(other -> !other.metricLabels().isEmpty() && mayShareSeries(variant, other)).forEach(other ->
                add(path, variant.metricLabels().toString(), "a series can match these labels and those of variant " + other.name()
                        + ", so the two cannot be told apart; give one and the same label a different value in each"));
    }

    /** Two sets of equality matchers exclude each other only if they ask one label for two values. */
    private static boolean mayShareSeries(Variant one, Variant other) {
        return one.metricLabels().entrySet().stream().allMatch(label ->
                Objects.equals(label.getValue(), other.metricLabels().getOrDefault(label.getKey(), label.getValue())));
    }

    private void routing(ModelExperimentSpec spec) {
        if (spec.routing() == null) {
            add("spec.routing", "absent", "name the Service that clients call in routing.serviceName");
            return;
        }
        String service = spec.routing().serviceName();
        name("spec.routing.serviceName", service);
        if (spec.variants().stream().anyMatch(v -> v.serviceRef() != null && v.serviceRef().name() != null
                && v.serviceRef().name().equals(service))) {
            add("spec.routing.serviceName", service,
                    "it is also a variant's serviceRef.name, so the proxy would call itself; name the Service that clients call");
        }
    }

    private void assignment(Assignment assignment) {
        if (assignment.unit().sticky() && assignment.key() == null) {
            add("spec.assignment.key", "absent", "unit " + assignment.unit()
                    + " needs the header or cookie that identifies it, such as {type: Header, name: X-User-Id}");
        }
        if (assignment.key() != null) {
            matches("spec.assignment.key.name", assignment.key().name(), Patterns.TOKEN_NAME, "use letters, digits, - and _");
            if (assignment.key().type() == null) {
                add("spec.assignment.key.type", "absent", "write Header or Cookie");
            }
        }
        if (assignment.overrideHeader() != null) {
            matches("spec.assignment.overrideHeader", assignment.overrideHeader(), Patterns.TOKEN_NAME,
                    "use letters, digits, - and _");
        }
    }

    private void steps(List<Step> steps) {
        if (steps.isEmpty()) {
            add("spec.steps", "empty", "write at least one step of type Experiment");
            return;
        }
        unique("spec.steps", steps, Step::name);
        BigDecimal before = BigDecimal.ZERO;
        for (int i = 0; i < steps.size(); i++) {
            String path = "spec.steps[" + i + "]";
            Step step = steps.get(i);
            name(path + ".name", step.name());
            if (step.type() == null) {
                add(path + ".type", "absent", "write Canary or Experiment");
            }
            before = share(path + ".trafficPercent", step, before);
            range(path + ".minimumSeconds", step.minimumSeconds(), 0, 31_536_000);
            range(path + ".minimumSamples", step.minimumSamples(), 0, 1_000_000_000_000L);
            deadline(path + ".deadlineSeconds", step);
        }
        if (steps.get(steps.size() - 1).type() == Step.Type.Canary) {
            add("spec.steps[" + (steps.size() - 1) + "].type", "Canary",
                    "the last step must be of type Experiment, because only it decides");
        }
    }

    private BigDecimal share(String path, Step step, BigDecimal before) {
        if (!matches(path, step.trafficPercent(), Patterns.PERCENT, "write a percentage from 0.01 to 99.99, such as \"10\"")) {
            return before;
        }
        BigDecimal percent = step.percent();
        if (percent.signum() == 0 || percent.compareTo(BigDecimal.valueOf(100)) >= 0) {
            add(path, step.trafficPercent(), "both variants need traffic to be compared; write 0.01 to 99.99");
        }
        if (percent.compareTo(before) < 0) {
            add(path, step.trafficPercent(), "steps must not shrink traffic; write at least " + before.toPlainString());
        }
        return percent;
    }

    private void deadline(String path, Step step) {
        if (step.deadlineSeconds() == null) {
            return;
        }
        range(path, step.deadlineSeconds(), 1, 31_536_000);
        if (step.type() == Step.Type.Canary) {
            add(path, step.deadlineSeconds().toString(), "a deadline belongs to an Experiment step; remove it here");
        } else if (step.deadlineSeconds() <= step.minimumSeconds()) {
            add(path, step.deadlineSeconds().toString(), "must be greater than minimumSeconds (" + step.minimumSeconds() + ")");
        }
    }

    private void prometheus(PrometheusSource prometheus) {
        name("spec.prometheus.connection", prometheus.connection());
        range("spec.prometheus.evaluationPeriodSeconds", prometheus.evaluationPeriodSeconds(), 1, 3600);
    }

    private void metrics(List<Metric> metrics) {
        unique("spec.metrics", metrics, Metric::name);
        for (int i = 0; i < metrics.size(); i++) {
            errors.addAll(MetricValidator.validate("spec.metrics[" + i + "]", metrics.get(i)));
        }
        if (metrics.stream().noneMatch(m -> m.role() == Metric.Role.Success)) {
            add("spec.metrics", "without a Success metric", "give at least one metric the role Success");
        }
        long primary = metrics.stream().filter(m -> m.priority() == Metric.Priority.Primary).count();
        if (primary > 1) {
            add("spec.metrics", primary + " with priority Primary", "the plan is made for one metric; keep one Primary");
        }
    }

    private void analysis(ModelExperimentSpec spec) {
        errors.addAll(AnalysisValidator.validate(spec));
        Analysis analysis = spec.analysis();
        Analysis.ErrorRates rates = analysis.errorRates();
        probability("spec.analysis.errorRates.alpha", rates.alpha());
        probability("spec.analysis.errorRates.beta", rates.beta());
        probability("spec.analysis.errorRates.deteriorationAlpha", rates.deteriorationAlpha());
        probability("spec.analysis.errorRates.sampleRatioAlpha", rates.sampleRatioAlpha());
        range("spec.analysis.warmupSeconds", analysis.warmupSeconds(), 0, 86_400);
        if (analysis.clusterLabel() != null) {
            matches("spec.analysis.clusterLabel", analysis.clusterLabel(), Patterns.LABEL_NAME, "use a Prometheus label name");
        }
    }

    private void probability(String path, String value) {
        if (matches(path, value, Patterns.PROBABILITY, "write a decimal between 0 and 0.5, such as \"0.05\"")
                && Double.parseDouble(value) >= 0.5) {
            add(path, value, "error rates must be below 0.5");
        }
    }

    private <T> void unique(String path, List<T> items, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        items.stream().map(key).filter(k -> k != null && !seen.add(k))
                .forEach(k -> add(path, "two entries named " + k, "names must be unique"));
    }

    private void name(String path, String value) {
        if (matches(path, value, Patterns.DNS_LABEL, "use lower-case letters, digits and -") && value.length() > 63) {
            add(path, value, "use at most 63 characters");
        }
    }

    private boolean matches(String path, String value, String pattern, String remedy) {
        if (value == null) {
            add(path, "absent", remedy);
            return false;
        }
        if (!value.matches(pattern)) {
            add(path, "\"" + value + "\"", remedy);
            return false;
        }
        return true;
    }

    private void range(String path, Number value, long minimum, long maximum) {
        if (value == null || value.longValue() < minimum || value.longValue() > maximum) {
            add(path, value == null ? "absent" : value.toString(), "write a whole number from " + minimum + " to " + maximum);
        }
    }

    private void add(String field, String value, String remedy) {
        errors.add(new FieldError(field, value, remedy));
    }
}
