package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSegmentDeterioration;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.util.List;
import java.util.Optional;

/** Harm in one segment, which no average shows. */
final class SegmentRules {

    private SegmentRules() {
    }

    /** Whether the policy promotes nobody because of a segment. */
    static boolean blocks(DecisionInputs inputs) {
        return inputs.policy().onSegmentDeterioration() == OnSegmentDeterioration.BlockPromotion
                && !inputs.circumstances().segments().isEmpty();
    }

    /** A challenger meets the policy but for a segment; the deadline, which stands before this rule, still ends the experiment. */
    static Optional<Decision> deterioration(DecisionInputs inputs) {
        List<String> qualified = Qualification.qualified(inputs);
        return qualified.isEmpty() || !blocks(inputs) ? Optional.empty()
                : Optional.of(blocked(inputs, Ranking.best(inputs, qualified)));
    }

    static Decision blocked(DecisionInputs inputs, String winner) {
        return Decision.of(Action.Hold, Rule.SegmentDeterioration, Reason.SegmentDeteriorated, "would promote " + winner + ", but "
                + String.join("; ", inputs.circumstances().segments()));
    }
}
