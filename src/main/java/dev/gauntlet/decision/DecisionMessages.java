package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The sentences of decisions. */
public final class DecisionMessages {

    private static final int MOST_LISTED = 4;

    private DecisionMessages() {
    }

    static String hardLimit(MetricAssessment metric, HardLimitState limit) {
        return String.format(Locale.ROOT, "%s of %s is %.4g in the last %d samples, beyond its hard limit (%s)",
                metric.metric(), metric.challenger(), limit.rate(), limit.samples(), limit.limit());
    }

    /** How far values lie from the champion's, whether that is too far or not. */
    static String drift(MetricAssessment metric, HardLimitState limit) {
        return String.format(Locale.ROOT, "%s of %s drifted by %.4g in %d values (%s)",
                metric.metric(), metric.challenger(), limit.rate(), limit.samples(), limit.limit());
    }

    static String deteriorated(DecisionInputs inputs, List<MetricAssessment> worse) {
        return "worse than the champion beyond tolerance: " + effects(inputs, worse);
    }

    static String awaitingTime(DecisionInputs inputs) {
        String left = seconds(inputs.step().minimum().minus(inputs.step().elapsed()));
        String winner = inputs.circumstances().candidate().orElse("the winner");
        return switch (inputs.step().stage()) {
            case Ramp -> winner + " ramps up: " + left + " of this part of the ramp left";
            case Bake -> winner + " serves everybody, hard limits on: " + left + " of the bake time left";
            default -> left + " of the minimum time left; " + progress(inputs);
        };
    }

    static String awaitingMaturation(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        return seconds(step.minimum().minus(step.matured())) + " until the observations of the minimum time are old enough to count; "
                + progress(inputs);
    }

    private static String seconds(Duration duration) {
        return (duration.toMillis() + 999) / 1000 + " s";
    }

    static String awaitingApproval(DecisionInputs inputs) {
        String how = "; approve it with the annotation gauntlet.dev/approve=" + inputs.step().name();
        return inputs.circumstances().candidate()
                .map(winner -> "waiting for a person to approve the promotion of " + winner + ": " + evidence(inputs, winner) + how)
                .orElseGet(() -> "waiting for a person to approve " + inputs.step().name() + ": " + progress(inputs) + how);
    }

    /** Who asked, and why: {@code kubectl-annotate: too slow}. */
    static String asked(UserRequest request) {
        return request.by() + (request.value().isBlank() ? "" : ": " + request.value().strip());
    }

    /** Where one challenger stands. */
    static String evidence(DecisionInputs inputs, String challenger) {
        return effects(inputs.success(challenger)) + "; " + guardrails(inputs, inputs.guardrails(challenger));
    }

    static String progress(DecisionInputs inputs) {
        List<MetricAssessment> success = inputs.success();
        String planned = success.stream().findFirst().filter(m -> m.plan().samplesPlanned() > 0)
                .map(m -> String.format(Locale.ROOT, ", %.0f%% of planned information", 100 * m.plan().informationFraction())).orElse("");
        return effects(inputs, success) + planned + "; " + guardrails(inputs, inputs.guardrails());
    }

    private static String guardrails(DecisionInputs inputs, List<MetricAssessment> guardrails) {
        List<String> open = guardrails.stream().filter(m -> !m.standing().held()).map(m -> name(inputs, m)).toList();
        return guardrails.isEmpty() ? "no guardrails set"
                : open.isEmpty() ? "guardrails hold" : "guardrails not yet proven: " + listed(open);
    }

    /** The effects of metrics, with the challenger's name where there are several. */
    static String effects(DecisionInputs inputs, List<MetricAssessment> metrics) {
        return listed(metrics.stream().map(m -> name(inputs, m) + " " + measured(m)).toList());
    }

    /** The effects of metrics of one challenger. */
    static String effects(List<MetricAssessment> metrics) {
        return listed(metrics.stream().map(DecisionMessages::effect).toList());
    }

    /** A sentence that people read names a few; {@code status.metrics} shows them all. */
    private static String listed(List<String> items) {
        return items.size() <= MOST_LISTED ? String.join(", ", items)
                : String.join(", ", items.subList(0, MOST_LISTED)) + " and " + (items.size() - MOST_LISTED) + " more";
    }

    /** A metric's name, with the challenger's where there are several. */
    static String name(DecisionInputs inputs, MetricAssessment metric) {
        return inputs.severalChallengers() ? metric.metric() + " of " + metric.challenger() : metric.metric();
    }

    /**
     * A metric's effect with its interval, such as {@code accuracy +6.10 pp (+3.00 to +9.20)}: relative effects in percent, differences of
     * proportions in percentage points, other differences in the metric's own unit.
     */
    public static String effect(MetricAssessment metric) {
        return metric.metric() + " " + measured(metric);
    }

    private static String measured(MetricAssessment metric) {
        String estimate = metric.deciding().map(e -> interval(e, metric.scale(), metric.type())).orElse("no estimate yet");
        return estimate + (metric.reason().isEmpty() ? "" : " [" + metric.reason() + "]");
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
