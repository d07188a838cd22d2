package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.histogram.Drift;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules that hold an experiment back or let it go to its next step. */
final class ProgressRules {

    private ProgressRules() {
    }

    /** A needed metric has been silent or unreadable, or a variant not ready, for longer than the policy allows. */
    static Optional<Decision> blindForTooLong(DecisionInputs inputs) {
        OnNoData policy = inputs.policy().onNoData();
        boolean timedOut = inputs.data().unhealthyFor().toSeconds() >= policy.timeoutSeconds();
        if (inputs.data().healthy() || !timedOut || policy.action() != OnNoData.Action.Rollback) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(Action.Rollback, Rule.NoData, Reason.NoDataTimeout,
                "no usable data for " + inputs.data().unhealthyFor().toSeconds() + " s: " + inputs.data().problems().get(0).message()));
    }

    /** A needed metric is silent or unreadable, or a variant is not ready. */
    static Optional<Decision> noData(DecisionInputs inputs) {
        return inputs.data().problems().stream().findFirst().map(problem ->
                new Decision(Action.Hold, Rule.NoData, problem.reason(), "holding the weights: " + problem.message(), ""));
    }

    /**
     * Before the weights are in force, the minimum time has passed and the minimum samples are there. In the stage that decides, the
     * minimum time has to pass for observations that are old enough to count; a canary looks for what shows at once.
     */
    static Optional<Decision> tooEarly(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        if (!step.inForce()) {
            return Optional.of(tooEarly(step.stage() == Stage.PatchTarget ? Reason.PatchingTarget : Reason.AwaitingTraffic,
                    step.stage() == Stage.PatchTarget ? "the champion's workload is being given the winner's model"
                            : "waiting for the route to carry this step's weights"));
        }
        if (step.stage() == Stage.Approval && inputs.circumstances().approvedBy().isEmpty()) {
            return Optional.empty();
        }
        if (step.elapsed().compareTo(step.minimum()) < 0) {
            return Optional.of(tooEarly(awaitingTime(step.stage()), DecisionMessages.awaitingTime(inputs)));
        }
        // Neither labels that come late nor traffic too thin for the samples must keep the experiment from ever ending.
        if (step.stage().decides() && step.matured().compareTo(step.minimum()) < 0) {
            return DeadlineRules.deadline(inputs).or(() -> Optional.of(
                    tooEarly(Reason.AwaitingMaturation, DecisionMessages.awaitingMaturation(inputs))));
        }
        if (step.samples() < step.minimumSamples()) {
            return DeadlineRules.deadline(inputs).or(() -> Optional.of(tooEarly(Reason.AwaitingSample,
                    step.samples() + " of " + step.minimumSamples() + " samples; " + DecisionMessages.progress(inputs))));
        }
        return inputs.compared().stream().filter(c -> c.verdict() == ShadowComparison.Verdict.Undecided).findFirst()
                .map(c -> tooEarly(Reason.AwaitingComparison, c.sentence() + "; at least " + c.minimumPairs() + " pairs are asked for"))
                .or(() -> unmeasuredDrift(inputs));
    }

    /** A shadow is there to tell drift before clients meet the challenger, so it does not end without having measured it. */
    private static Optional<Decision> unmeasuredDrift(DecisionInputs inputs) {
        return inputs.step().stage() != Stage.Shadow ? Optional.empty() : inputs.guardrails().stream()
                .filter(m -> m.type() == Metric.Type.Drift && m.verdict() == Verdict.NoData).findFirst()
                .map(m -> tooEarly(Reason.AwaitingSample, "the drift of " + m.metric() + " of " + m.challenger()
                        + " is not measured yet; it needs " + Drift.FEWEST_VALUES + " values of each variant"));
    }

    private static Reason awaitingTime(Stage stage) {
        return switch (stage) {
            case Ramp -> Reason.RampingUp;
            case Bake -> Reason.Baking;
            case PatchTarget -> Reason.PatchingTarget;
            case Shadow, Canary, Experiment, Approval -> Reason.AwaitingTime;
        };
    }

    private static Decision tooEarly(Reason reason, String message) {
        return Decision.of(Action.Continue, Rule.TooEarly, reason, message);
    }

    /** A step or stage that decides nothing by itself did no harm to its end: go to the next one. */
    static Optional<Decision> stepComplete(DecisionInputs inputs) {
        String compared = inputs.compared().stream().map(c -> c.sentence() + "; ").collect(Collectors.joining());
        return switch (inputs.step().stage()) {
            case Experiment, Approval -> Optional.empty();
            case Shadow -> Optional.of(complete(Reason.GuardrailsHeld,
                    "guardrails held to the end of the step; " + compared + drifts(inputs) + DecisionMessages.progress(inputs)));
            case Canary -> Optional.of(complete(Reason.GuardrailsHeld,
                    "guardrails held to the end of the step; " + DecisionMessages.progress(inputs)));
            case Ramp -> Optional.of(complete(Reason.GuardrailsHeld, "guardrails held to the end of this part of the ramp; "
                    + DecisionMessages.progress(inputs)));
            case Bake -> Optional.of(complete(Reason.GuardrailsHeld, "hard limits held at 100% to the end of the bake time"));
            case PatchTarget -> Optional.of(complete(Reason.TargetPatched, "the champion's workload runs the winner's model"));
        };
    }

    /** The history keeps it; what only a comparator measures is in status no longer than the shadow. */
    private static String drifts(DecisionInputs inputs) {
        return inputs.guardrails().stream().filter(m -> m.type() == Metric.Type.Drift)
                .flatMap(m -> m.hardLimit().map(limit -> DecisionMessages.drift(m, limit) + "; ").stream()).collect(Collectors.joining());
    }

    static Decision complete(Reason reason, String message) {
        return Decision.of(Action.Continue, Rule.StepComplete, reason, message);
    }
}
