package dev.gauntlet.comparator.compare;

import java.util.List;

/** What two answers to the same request show. */
public sealed interface PairOutcome {

    /**
     * At least one model failed, so that there is nothing to compare.
     *
     * @param side which
     */
    record Errors(Side side) implements PairOutcome {
    }

    /** The champion's answer cannot be read, so that it is not known what the challenger should have answered. */
    record Incomparable() implements PairOutcome {
    }

    /**
     * The two can be compared.
     *
     * @param difference how they differ
     * @param championScores the champion's scores, for the distribution; one per instance
     * @param challengerScores the challenger's
     */
    record Compared(Difference difference, List<Double> championScores, List<Double> challengerScores) implements PairOutcome {
        /** Copies the lists. */
        public Compared {
            championScores = List.copyOf(championScores);
            challengerScores = List.copyOf(challengerScores);
        }
    }
}
