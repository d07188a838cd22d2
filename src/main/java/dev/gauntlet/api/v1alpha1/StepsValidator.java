package dev.gauntlet.api.v1alpha1;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/** The part of {@link SpecValidator} that looks at the steps: each by itself, and their order. */
final class StepsValidator {

    private static final BigDecimal SMALLEST = new BigDecimal("0.01");

    private final Complaints errors = new Complaints("spec");
    private final List<Step> steps;
    private final int challengers;

    private StepsValidator(ModelExperimentSpec spec) {
        this.steps = spec.steps();
        this.challengers = Math.max(1, spec.challengers().size());
    }

    /** Everything wrong with the steps. */
    static List<FieldError> validate(ModelExperimentSpec spec) {
        StepsValidator validator = new StepsValidator(spec);
        validator.check();
        return validator.errors.all();
    }

    private void check() {
        if (steps.isEmpty()) {
            errors.add("steps", "empty", "write at least one step of type Experiment");
            return;
        }
        errors.unique("steps", steps, Step::name);
        for (int i = 0; i < steps.size(); i++) {
            step("steps[" + i + "]", steps.get(i));
        }
        order();
        growth();
    }

    private void step(String path, Step step) {
        errors.name(path + ".name", step.name());
        errors.range(path + ".minimumSeconds", step.minimumSeconds(), 0, 31_536_000);
        errors.range(path + ".minimumSamples", step.minimumSamples(), 0, 1_000_000_000_000L);
        if (step.type() == null) {
            errors.add(path + ".type", "absent", "write Shadow, Canary, Experiment or Approval");
            return;
        }
        traffic(path + ".trafficPercent", step);
        copies(path + ".samplePercent", step);
        deadline(path, step);
        timeout(path, step);
        if (step.comparison() != null) {
            if (step.type() == Step.Type.Shadow) {
                ComparisonValidator.check(errors, path + ".comparison", step.comparison());
            } else {
                belongs(path + ".comparison", "present", step, "a Shadow step");
            }
        }
    }

    private void traffic(String path, Step step) {
        if (!step.type().splits()) {
            belongs(path, step.trafficPercent(), step, "a Canary or Experiment step");
            return;
        }
        if (!errors.matches(path, step.trafficPercent(), Patterns.PERCENT, "write a percentage from 0.01 to 99.99, such as \"10\"")) {
            return;
        }
        BigDecimal least = SMALLEST.multiply(BigDecimal.valueOf(challengers));
        if (step.percent().signum() == 0 || step.percent().compareTo(BigDecimal.valueOf(100)) >= 0) {
            errors.add(path, step.trafficPercent(), "champion and challengers need traffic to be compared; write " + least + " to 99.99");
        } else if (step.percent().remainder(least).signum() != 0) {
            BigDecimal below = step.percent().divideToIntegralValue(least).multiply(least).setScale(2, RoundingMode.UNNECESSARY);
            errors.add(path, step.trafficPercent(), "it is shared equally among the " + challengers
                    + " challengers of spec.variants, in steps of 0.01 and at least 0.01 each; write "
                    + (below.signum() == 0 ? "" : below + " or ") + below.add(least));
        }
    }

    private void copies(String path, Step step) {
        if (step.type() != Step.Type.Shadow) {
            belongs(path, step.samplePercent(), step, "a Shadow step");
        } else if (errors.matches(path, step.samplePercent(), Patterns.PERCENT, "write a percentage from 0.01 to 100, such as \"10\"")
                && step.mirroredPercent().signum() == 0) {
            errors.add(path, step.samplePercent(), "a Shadow step without copies shows nothing; write 0.01 to 100");
        }
    }

    private void deadline(String path, Step step) {
        if (step.type() != Step.Type.Experiment) {
            belongs(path + ".deadlineSeconds", step.deadlineSeconds(), step, "an Experiment step");
            belongs(path + ".extension", step.extension() == null ? null : "present", step, "an Experiment step");
            return;
        }
        if (step.deadlineSeconds() != null) {
            errors.range(path + ".deadlineSeconds", step.deadlineSeconds(), 1, 31_536_000);
            if (step.deadlineSeconds() <= step.minimumSeconds()) {
                errors.add(path + ".deadlineSeconds", step.deadlineSeconds().toString(),
                        "must be greater than minimumSeconds (" + step.minimumSeconds() + ")");
            }
        }
        if (step.extension() != null) {
            errors.range(path + ".extension.maxCount", step.extension().maxCount(), 1, 10);
            errors.range(path + ".extension.seconds", step.extension().seconds(), 1, 31_536_000);
            if (step.deadlineSeconds() == null) {
                errors.add(path + ".extension", "present",
                        "it prolongs deadlineSeconds, which is absent; write one, or remove the extension");
            }
        }
    }

    private void timeout(String path, Step step) {
        String action = step.timeoutAction() == null ? null : step.timeoutAction().name();
        if (step.type() != Step.Type.Approval) {
            belongs(path + ".timeoutSeconds", step.timeoutSeconds(), step, "an Approval step");
            belongs(path + ".timeoutAction", action, step, "an Approval step");
            return;
        }
        if (step.timeoutSeconds() != null) {
            errors.range(path + ".timeoutSeconds", step.timeoutSeconds(), 1, 31_536_000);
            if (step.timeoutSeconds() <= step.minimumSeconds()) {
                errors.add(path + ".timeoutSeconds", step.timeoutSeconds().toString(),
                        "must be greater than minimumSeconds (" + step.minimumSeconds() + ")");
            }
        } else if (action != null) {
            errors.add(path + ".timeoutAction", action,
                    "timeoutSeconds is absent, so the approval is awaited for ever; write timeoutSeconds, or remove timeoutAction");
        }
    }

    private void belongs(String path, Object value, Step step, String owner) {
        if (value != null) {
            errors.add(path, value.toString(), "type is " + step.type() + ", and this belongs to " + owner + "; remove it here");
        }
    }

    /** One Experiment decides; what comes before it looks for harm, what comes behind it can only ask a person. */
    private void order() {
        List<Integer> deciding = IntStream.range(0, steps.size()).filter(i -> steps.get(i).type() == Step.Type.Experiment).boxed().toList();
        if (deciding.isEmpty()) {
            int last = steps.size() - 1;
            errors.add("steps[" + last + "].type", String.valueOf(steps.get(last).type()),
                    "no step is of type Experiment, and only it decides; make this one an Experiment, or add one");
            return;
        }
        int experiment = deciding.get(0);
        for (int i = experiment + 1; i < steps.size(); i++) {
            Step.Type type = steps.get(i).type();
            if (type != null && type != Step.Type.Approval) {
                errors.add("steps[" + i + "].type", type.name(), "it stands behind steps[" + experiment + "], the Experiment that decides; "
                        + (type == Step.Type.Experiment ? "keep one Experiment" : "only Approval steps may; move it before"));
            }
        }
    }

    /** A unit that once met a challenger must not be sent back and forth. */
    private void growth() {
        int last = -1;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean before = last >= 0;
            if (before && step.type() == Step.Type.Shadow && steps.get(last).type() == Step.Type.Canary) {
                errors.add("steps[" + i + "].type", "Shadow", "copies take no traffic, so it would shrink the trafficPercent "
                        + steps.get(last).trafficPercent() + " of steps[" + last + "]; put Shadow steps first");
            }
            if (step.type() == null || !step.type().splits() || step.trafficPercent() == null
                    || !step.trafficPercent().matches(Patterns.PERCENT)) {
                continue;
            }
            if (before && step.percent().compareTo(steps.get(last).percent()) < 0) {
                errors.add("steps[" + i + "].trafficPercent", step.trafficPercent(), "steps must not shrink traffic, and steps[" + last
                        + "].trafficPercent is " + steps.get(last).trafficPercent() + "; write at least that");
            }
            last = i;
        }
    }
}
