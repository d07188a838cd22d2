package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** One-sided 99 % limits (Clopper, Pearson 1934) of a probability that was counted in independent runs. */
public final class MonteCarloLimits {

    private static final double LEVEL = 0.99;

    private MonteCarloLimits() {
    }

    public static void assertAtMost(int count, int runs, double probability) {
        double upper = count == runs ? 1 : BetaDistribution.of(count + 1.0, runs - count)
                .inverseCumulativeProbability(LEVEL);
        assertThat(upper).as("99 %% upper limit of %d in %d runs", count, runs).isLessThanOrEqualTo(probability);
    }

    public static void assertAtLeast(int count, int runs, double probability) {
        double lower = count == 0 ? 0 : BetaDistribution.of(count, runs - count + 1.0)
                .inverseSurvivalProbability(LEVEL);
        assertThat(lower).as("99 %% lower limit of %d in %d runs", count, runs).isGreaterThanOrEqualTo(probability);
    }
}
