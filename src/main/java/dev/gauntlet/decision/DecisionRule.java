package dev.gauntlet.decision;

import java.util.Optional;

/** One row of the rule table. */
@FunctionalInterface
interface DecisionRule {

    /**
     * Looks at the inputs.
     *
     * @return the decision when the rule fires, else empty
     */
    Optional<Decision> apply(DecisionInputs inputs);
}
