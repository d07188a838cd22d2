package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The sentences of decisions. */
public final class DecisionMessages {

    private DecisionMessages() {
    }

    static String hardLimit(MetricAssessment metric, HardLimitState limit) {
        return String.format(Locale.ROOT, "%s of %s is %.4g in the last %d samples, beyond its hard limit (%s)",
                metric.metric(), metric.challenger(), limit.rate(), limit.samples(), limit.limit());
    }

    static String deteriorated(List<MetricAssessment> worse) {
        return "worse than the champion beyond tolerance: " + effects(worse);
    }

    static String superior(List<MetricAssessment> superior, List<MetricAssessment> guardrails) {
        String guarded = guardrails.isEmpty() ? "no guardrails set"
                : guardrails.size() == 1 ? "guardrail " + guardrails.get(0).metric() + " non-inferior"
                : "all " + guardrails.size() + " guardrails non-inferior";
        return "better than the champion: " + effects(superior) + "; " + guarded;
    }

    static String awaitingTime(DecisionInputs inputs) {
        Duration left = inputs.step().minimum().minus(inputs.step().elapsed());
        return (left.toMillis() + 999) / 1000 + " s of the minimum time left; " + progress(inputs);
    }

    static String progress(DecisionInputs inputs) {
        List<MetricAssessment> success = inputs.success();
        String planned = success.stream().findFirst().filter(m -> m.plan().samplesPlanned() > 0)
                .map(m -> String.format(Locale.ROOT, ", %.0f%% of planned information", 100 * m.plan().informationFraction())).orElse("");
        return effects(success) + planned + "; " + guardrails(inputs.guardrails());
    }

    private static String guardrails(List<MetricAssessment> guardrails) {
        List<String> open = guardrails.stream().filter(m -> !m.standing().held()).map(MetricAssessment::metric).toList();
        return guardrails.isEmpty() ? "no guardrails set"
                : open.isEmpty() ? "guardrails hold" : "guardrails not yet proven: " + String.join(", ", open);
    }

    static String effects(List<MetricAssessment> metrics) {
        return metrics.stream().map(DecisionMessages::effect).collect(Collectors.joining(", "));
    }

    /**
     * A metric's effect with its interval, such as {@code accuracy +6.10 pp (+3.00 to +9.20)}: relative effects in percent, differences of
     * proportions in percentage points, other differences in the metric's own unit.
     */
    public static String effect(MetricAssessment metric) {
        String estimate = metric.deciding().map(e -> interval(e, metric.scale(), metric.type())).orElse("no estimate yet");
        String reason = metric.reason().isEmpty() ? "" : " [" + metric.reason() + "]";
        return metric.metric() + " " + estimate + reason;
    }

    /** An effect with its interval in the unit of its scale and type. */
    public static String interval(EffectInterval effect, EffectSize.Type scale, Metric.Type type) {
        boolean own = scale == EffectSize.Type.Absolute && type != Metric.Type.Proportion;
        String unit = own ? "" : scale == EffectSize.Type.Relative ? "%" : " pp";
        if (Double.isInfinite(effect.lower()) || Double.isInfinite(effect.upper())) {
            return signed(effect.effect(), own) + unit + " (interval not yet defined)";
        }
        return signed(effect.effect(), own) + unit + " (" + signed(effect.lower(), own) + " to " + signed(effect.upper(), own) + ")";
    }

    private static String signed(double value, boolean own) {
        return own ? String.format(Locale.ROOT, "%+.4g", value) : String.format(Locale.ROOT, "%+.2f", 100 * value);
    }
}
