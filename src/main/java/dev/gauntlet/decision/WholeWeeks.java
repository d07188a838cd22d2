package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the minimum time asks for whole weeks, a promotion waits until the observations that count span a whole number of them, so that
 * every day of the week counts alike; harm, futility and the deadline do not wait.
 */
final class WholeWeeks {

    private static final long WEEK = Duration.ofDays(7).toSeconds();
    /** Passes can be late; an hour more of a week shifts no average. */
    private static final long PATIENCE = Duration.ofHours(1).toSeconds();

    private WholeWeeks() {
    }

    /** Whether a promotion may happen now. A deadline at the end of a whole week still counts when it is late, as after a freeze. */
    static boolean allow(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        return !inputs.circumstances().wholeWeeks() || ends(step.matured())
                || step.overdue() && ends(step.deadline().orElseThrow().minus(step.maturation().orElse(Duration.ZERO)));
    }

    /** A challenger meets the policy, but its week is not over. */
    static Optional<Decision> await(DecisionInputs inputs) {
        if (allow(inputs) || Qualification.qualified(inputs).isEmpty()) {
            return Optional.empty();
        }
        Duration left = Duration.ofSeconds(WEEK - inputs.step().matured().toSeconds() % WEEK);
        return Optional.of(Decision.of(Action.Continue, Rule.TooEarly, Reason.AwaitingWholeWeek, "the policy for promotion is met; "
                + left.toSeconds() + " s to the end of a whole week; " + DecisionMessages.progress(inputs)));
    }

    private static boolean ends(Duration matured) {
        return matured.toSeconds() >= WEEK && matured.toSeconds() % WEEK < PATIENCE;
    }
}
