package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionNumber;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Risk;
import java.util.List;

/**
 * What a person wants to know of a decision beyond its sentence. It follows from the inputs and the decision alone.
 *
 * @param numbers the numbers behind the decision, most telling first, at most 8
 * @param nextActions what a person may do now, most recommended first, at most 4 sentences
 * @param risk what it means for users to leave things as the decision leaves them
 */
public record DecisionDetails(List<DecisionNumber> numbers, List<String> nextActions, Risk risk) {

    private static final int MOST_NUMBERS = 8;
    private static final int MOST_ACTIONS = 4;

    /** Copies the lists and keeps what comes first of too long ones. */
    public DecisionDetails {
        numbers = List.copyOf(numbers.subList(0, Math.min(MOST_NUMBERS, numbers.size())));
        nextActions = List.copyOf(nextActions.subList(0, Math.min(MOST_ACTIONS, nextActions.size())));
    }

    /**
     * The details of a decision.
     *
     * @param inputs what it was made from
     * @param decision what was decided
     */
    public static DecisionDetails of(DecisionInputs inputs, Decision decision) {
        return new DecisionDetails(DecisionNumbers.of(inputs, decision), NextActions.of(inputs, decision),
                DecisionRisk.of(inputs, decision));
    }

    /** The details of a decision that was made without evidence, as when the counts are lost. */
    public static DecisionDetails of(Decision decision) {
        boolean ended = decision.action() == Action.KeepChampion || decision.action() == Action.Rollback;
        return new DecisionDetails(List.of(), NextActions.of(decision), ended ? Risk.Low : Risk.Medium);
    }
}
