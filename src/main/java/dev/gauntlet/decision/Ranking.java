package dev.gauntlet.decision;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Which challenger is best: that with the largest advantage by the primary metric; of equals the first in the manifest. */
final class Ranking {

    private Ranking() {
    }

    /**
     * The best of some challengers; one without an estimate comes last.
     *
     * @param challengers at least one, in the order of the manifest
     */
    static String best(DecisionInputs inputs, List<String> challengers) {
        return bestByEstimate(inputs, challengers).orElseGet(() -> challengers.get(0));
    }

    /** The best of those that have an estimate; empty when none has. */
    static Optional<String> bestByEstimate(DecisionInputs inputs, List<String> challengers) {
        // A stable sort keeps the order of the manifest among equals, which max does not promise.
        return challengers.stream().filter(c -> advantage(inputs, c).isPresent())
                .sorted(Comparator.comparingDouble(c -> -advantage(inputs, c).getAsDouble())).findFirst();
    }

    private static OptionalDouble advantage(DecisionInputs inputs, String challenger) {
        return inputs.prospect(challenger).map(Prospect::advantage).orElse(OptionalDouble.empty());
    }
}
