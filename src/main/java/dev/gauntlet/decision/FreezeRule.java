package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.function.UnaryOperator;

/**
 * A freeze window: what would give a challenger more traffic, promote it or make its promotion final waits until the window closes. What
 * returns traffic to the champion never waits, nor does what moves none.
 */
final class FreezeRule {

    private FreezeRule() {
    }

    /** The same decision, or its postponement. */
    static UnaryOperator<Decision> in(DecisionInputs inputs) {
        return decision -> inputs.circumstances().freeze().filter(window -> isHeldBack(decision))
                .map(window -> Decision.of(Action.Hold, Rule.Freeze, Reason.FreezeWindow,
                        (decision.action() == Action.Promote ? "would promote " + decision.winner() : "would end " + inputs.step().name())
                                + ": " + decision.message() + "; freeze window " + window.name() + " is open until " + window.until()))
                .orElse(decision);
    }

    private static boolean isHeldBack(Decision decision) {
        return decision.action() == Action.Promote || decision.rule() == Rule.StepComplete;
    }
}
