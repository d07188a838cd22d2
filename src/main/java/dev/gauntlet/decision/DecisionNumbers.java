package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The numbers behind a decision, those of its rule first and then the evidence. */
final class DecisionNumbers {

    /** Smaller p-values say no more than that. */
    private static final double SMALLEST_P_VALUE = 1e-16;

    private final DecisionInputs inputs;
    private final Decision decision;
    private final List<DecisionNumber> numbers = new ArrayList<>();

    private DecisionNumbers(DecisionInputs inputs, Decision decision) {
        this.inputs = inputs;
        this.decision = decision;
    }

    static List<DecisionNumber> of(DecisionInputs inputs, Decision decision) {
        DecisionNumbers collected = new DecisionNumbers(inputs, decision);
        collected.collect();
        return List.copyOf(collected.numbers);
    }

    private void collect() {
        switch (decision.rule()) {
            case HardLimit -> SafetyRules.broken(inputs, Metric.OnViolation.valueOf(decision.action().name())).forEach(this::limit);
            case Deterioration -> SafetyRules.deteriorated(inputs.assessments()).forEach(this::effect);
            case ShadowDivergence -> inputs.compared().forEach(this::compared);
            case SampleRatioMismatch -> add("p-value of the configured shares", pValue(inputs.sampleRatio().pValue()));
            case NoData -> {
                add("data missing for", seconds(inputs.data().unhealthyFor()));
                add("patience of onNoData", inputs.policy().onNoData().timeoutSeconds() + " s");
            }
            case TooEarly -> {
                step();
                inputs.compared().forEach(this::compared);
                evidence();
            }
            case Deadline -> {
                inputs.step().deadline().ifPresent(end -> add("deadline", seconds(end)));
                inputs.active().stream().flatMap(c -> inputs.prospect(c).stream())
                        .forEach(p -> p.conditionalPower().ifPresent(power -> add("conditional power of " + p.challenger(),
                                String.format(Locale.ROOT, "%.2f", power))));
                evidence();
            }
            case UserRequest, VariantChanged, StepComplete, Approval, Freeze, SegmentDeterioration, Success, Futility, Undecided ->
                    evidence();
        }
    }

    private void step() {
        StepProgress step = inputs.step();
        add("elapsed", seconds(step.elapsed()));
        add("minimum time", seconds(step.minimum()));
        step.maturation().ifPresent(age -> add("maturation", seconds(age)));
        if (step.minimumSamples() > 0) {
            add("samples", Long.toString(step.samples()));
            add("minimum samples", Long.toString(step.minimumSamples()));
        }
    }

    /** Success metrics with all their numbers, guardrails with where they stand; of the winner alone if there is one. */
    private void evidence() {
        List<String> challengers = decision.winner().isEmpty() ? inputs.active() : List.of(decision.winner());
        challengers.forEach(c -> inputs.success(c).forEach(this::effect));
        challengers.forEach(c -> inputs.guardrails(c).forEach(m -> {
            shown(m).ifPresent(value -> add(name(m) + ": effect", value));
            m.hardLimit().ifPresent(state -> add(name(m) + ": last window", rate(state)));
        }));
    }

    private void compared(ShadowComparison comparison) {
        add("pairs compared of " + comparison.challenger(), Long.toString(comparison.pairs()));
        add("divergent pairs of " + comparison.challenger(), Long.toString(comparison.divergent()));
        add("largest divergence accepted", String.format(Locale.ROOT, "%.4g", comparison.maximum()));
    }

    private void effect(MetricAssessment metric) {
        shown(metric).ifPresent(value -> {
            add(name(metric) + ": effect", value);
            add(name(metric) + ": p-value", pValue(metric.adjustedPValue()));
            add(name(metric) + ": samples", Long.toString(metric.levels().challengerSamples()));
        });
    }

    private void limit(MetricAssessment metric) {
        HardLimitState state = metric.hardLimit().orElseThrow();
        add(name(metric) + ": last window", rate(state));
        add(name(metric) + ": hard limit", state.limit());
        add(name(metric) + ": samples", Long.toString(state.samples()));
    }

    private static Optional<String> shown(MetricAssessment metric) {
        return metric.deciding().map(e -> DecisionMessages.interval(e, metric.scale(), metric.type()));
    }

    private static String rate(HardLimitState state) {
        return String.format(Locale.ROOT, "%.4g", state.rate());
    }

    private static String name(MetricAssessment metric) {
        return metric.metric() + " of " + metric.challenger();
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    private static String pValue(double value) {
        return value < SMALLEST_P_VALUE ? "< 1e-16" : String.format(Locale.ROOT, "%.3g", value);
    }

    private void add(String name, String value) {
        numbers.add(new DecisionNumber(name, value));
    }
}
