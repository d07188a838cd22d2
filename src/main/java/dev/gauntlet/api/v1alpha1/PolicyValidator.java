package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of {@link SpecValidator} that looks at whether decision policy, delays and steps can ever come to a decision together. */
final class PolicyValidator {

    private final ModelExperimentSpec spec;
    private final List<FieldError> errors = new ArrayList<>();

    private PolicyValidator(ModelExperimentSpec spec) {
        this.spec = spec;
    }

    /** Everything about the policy and the delays that does not fit steps and metrics. */
    static List<FieldError> validate(ModelExperimentSpec spec) {
        PolicyValidator validator = new PolicyValidator(spec);
        validator.margins();
        experiment(spec).ifPresent(validator::minimum);
        experiment(spec).ifPresent(validator::maturation);
        validator.warmup();
        validator.segments();
        return List.copyOf(validator.errors);
    }

    /** Position of the step that decides; empty when there is none. */
    static Optional<Integer> experiment(ModelExperimentSpec spec) {
        return spec.experimentIndex() < 0 ? Optional.empty() : Optional.of(spec.experimentIndex());
    }

    private void margins() {
        for (int i = 0; i < spec.metrics().size(); i++) {
            Metric metric = spec.metrics().get(i);
            if (spec.decision().policy() == DecisionPolicy.Policy.NonInferior && metric.role() == Metric.Role.Success) {
                margin("metrics[" + i + "].nonInferiorityMargin", metric);
            }
        }
    }

    private void margin(String path, Metric metric) {
        EffectSize margin = metric.nonInferiorityMargin();
        EffectSize effect = metric.minimumDetectableEffect();
        if (margin == null) {
            add(path, "absent", "decision.policy NonInferior asks how much worse is still acceptable; write it, or choose another policy");
        } else if (effect != null && effect.type() != null && margin.type() != null && margin.type() != effect.type()) {
            add(path + ".type", margin.type().name(),
                    "write " + effect.type() + ", as in minimumDetectableEffect: a metric is judged on one scale");
        }
    }

    private void minimum(int experiment) {
        Step step = spec.steps().get(experiment);
        if (spec.decision().policy() == DecisionPolicy.Policy.DoNoHarm && step.minimumSeconds() == 0 && step.minimumSamples() == 0) {
            add("steps[" + experiment + "].minimumSeconds", "0", "with decision.policy DoNoHarm and minimumSamples 0 it would "
                    + "promote at once, on no evidence; write minimumSeconds or minimumSamples");
        }
    }

    /** Only observations that are old enough count; at a deadline that comes sooner none is. */
    private void maturation(int experiment) {
        Step step = spec.steps().get(experiment);
        boolean byTimeAlone = spec.decision().policy() == DecisionPolicy.Policy.DoNoHarm && step.minimumSamples() == 0
                && step.minimumSeconds() > 0;
        for (int i = 0; i < spec.metrics().size(); i++) {
            long maturation = spec.metrics().get(i).maturationSeconds();
            String path = "metrics[" + i + "].maturationSeconds";
            if (step.deadlineSeconds() != null && maturation >= step.deadlineSeconds()) {
                add(path, Long.toString(maturation), "steps[" + experiment + "].deadlineSeconds is " + step.deadlineSeconds()
                        + ", so no observation of that step would ever be old enough to count; make the deadline longer");
            } else if (byTimeAlone && maturation >= step.minimumSeconds()) {
                add(path, Long.toString(maturation), "steps[" + experiment + "].minimumSeconds is " + step.minimumSeconds()
                        + ", so decision.policy DoNoHarm would promote before any observation is old enough to count; "
                        + "make the minimum longer");
            }
        }
    }

    private void warmup() {
        int warmup = spec.analysis().warmupSeconds();
        for (int i = 0; i < spec.steps().size(); i++) {
            Step step = spec.steps().get(i);
            if (step.type() != Step.Type.Approval && step.minimumSeconds() > 0 && warmup >= step.minimumSeconds()) {
                add("steps[" + i + "].minimumSeconds", step.minimumSeconds().toString(), "analysis.warmupSeconds is " + warmup
                        + ", so the step could end before any observation counts; make it longer than the warm-up");
            }
        }
    }

    private void segments() {
        if (spec.decision().onSegmentDeterioration() == DecisionPolicy.OnSegmentDeterioration.BlockPromotion
                && spec.analysis().segmentLabels().isEmpty()) {
            add("decision.onSegmentDeterioration", "BlockPromotion",
                    "analysis.segmentLabels is empty, so there are no segments; name their labels, or remove this");
        }
    }

    private void add(String field, String value, String remedy) {
        errors.add(new FieldError("spec." + field, value, remedy));
    }
}
