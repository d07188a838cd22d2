package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.Optional;

/** Rules that hold an experiment back or let it go to its next step. */
final class ProgressRules {

    private ProgressRules() {
    }

    /** The user aborted the experiment. */
    static Optional<Decision> abort(DecisionInputs inputs) {
        return inputs.desiredState() != DesiredState.Aborted ? Optional.empty()
                : Optional.of(Decision.of(Action.KeepChampion, Rule.UserRequest, Reason.AbortedByUser,
                        "aborted by desiredState: Aborted; the champion serves everybody"));
    }

    /** The user paused the experiment. */
    static Optional<Decision> pause(DecisionInputs inputs) {
        return inputs.desiredState() != DesiredState.Paused ? Optional.empty()
                : Optional.of(Decision.of(Action.Hold, Rule.UserRequest, Reason.PausedByUser,
                        "paused by desiredState: Paused; weights hold and safety rules run; set desiredState: Running to go on"));
    }

    /** A needed metric is silent or unreadable, or a variant is not ready: hold, then what the policy says. */
    static Optional<Decision> noData(DecisionInputs inputs) {
        if (inputs.data().healthy()) {
            return Optional.empty();
        }
        DataHealth.Problem problem = inputs.data().problems().get(0);
        OnNoData policy = inputs.policy().onNoData();
        boolean timedOut = inputs.data().unhealthyFor().toSeconds() >= policy.timeoutSeconds();
        if (timedOut && policy.action() == OnNoData.Action.Rollback) {
            return Optional.of(Decision.of(Action.Rollback, Rule.NoData, Reason.NoDataTimeout,
                    "no usable data for " + inputs.data().unhealthyFor().toSeconds() + " s: " + problem.message()));
        }
        return Optional.of(new Decision(Action.Hold, Rule.NoData, problem.reason(), "holding the weights: " + problem.message(), ""));
    }

    /** Before the weights are in force, the minimum time has passed and the minimum samples are there. */
    static Optional<Decision> tooEarly(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        if (!step.inForce()) {
            return Optional.of(Decision.of(Action.Continue, Rule.TooEarly, Reason.AwaitingTraffic,
                    "waiting for the route to carry this step's weights"));
        }
        if (step.elapsed().compareTo(step.minimum()) < 0) {
            return Optional.of(Decision.of(Action.Continue, Rule.TooEarly, Reason.AwaitingTime, DecisionMessages.awaitingTime(inputs)));
        }
        if (step.samples() < step.minimumSamples()) {
            // Traffic too thin for the samples asked for must not keep the experiment from ever ending.
            return OutcomeRules.deadline(inputs).or(() -> Optional.of(
                    Decision.of(Action.Continue, Rule.TooEarly, Reason.AwaitingSample,
                    step.samples() + " of " + step.minimumSamples() + " samples; " + DecisionMessages.progress(inputs))));
        }
        return Optional.empty();
    }

    /** A canary step held its guardrails to its end: go to the next step. */
    static Optional<Decision> stepComplete(DecisionInputs inputs) {
        if (inputs.step().stage().decides()) {
            return Optional.empty();
        }
        return Optional.of(Decision.of(Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld,
                "guardrails held to the end of the step; " + DecisionMessages.progress(inputs)));
    }
}
