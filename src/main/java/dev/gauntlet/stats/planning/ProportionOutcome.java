package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Optional;

/**
 * A yes or no per observation, with variance p(1-p).
 *
 * @param rate the champion's rate, in (0, 1)
 */
public record ProportionOutcome(double rate) implements Outcome {

    /**
     * @throws IllegalArgumentException when the rate is not in (0, 1)
     */
    public ProportionOutcome {
        Arguments.between("rate", rate, 0, 1);
    }

    /**
     * The share of the observations above the champion's quantile.
     *
     * @param quantile for instance 0.99, in (0, 1)
     */
    public static ProportionOutcome aboveQuantile(double quantile) {
        return new ProportionOutcome(1 - Arguments.between("quantile", quantile, 0, 1));
    }

    /**
     * The rate of both arms together, which may be looked at without touching the error rates.
     *
     * @return empty when nothing was counted, or only successes or only failures
     */
    public static Optional<ProportionOutcome> blind(TwoArmCounts counts) {
        double trials = (double) counts.challenger().trials() + counts.champion().trials();
        double successes = (double) counts.challenger().successes() + counts.champion().successes();
        return successes > 0 && successes < trials ? Optional.of(new ProportionOutcome(successes / trials)) : Optional.empty();
    }

    @Override
    public double championLevel() {
        return rate;
    }

    @Override
    public double championVariance() {
        return rate * (1 - rate);
    }

    @Override
    public double challengerVariance(double difference) {
        double challenger = Arguments.between("challengerRate", rate + difference, 0, 1);
        return challenger * (1 - challenger);
    }

    @Override
    public double lowestDifference() {
        return -rate;
    }

    @Override
    public double highestDifference() {
        return 1 - rate;
    }
}
