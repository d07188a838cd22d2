package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import java.util.List;

/**
 * Probability that all tests of a promotion succeed: the success metric is shown and every guardrail passes.
 *
 * @param lowerBound holds however the tests depend on each other: one minus the sum of their misses, at least 0 (Bonferroni's
 *     inequality)
 * @param ifIndependent product of their powers: right for independent tests and a lower bound for positively dependent ones
 * @param upperBound the smallest of their powers
 */
public record JointPower(double lowerBound, double ifIndependent, double upperBound) {

    /**
     * Of tests with known powers.
     *
     * @param powers probabilities, at least one
     * @throws IllegalArgumentException when there is none or one is no probability
     */
    public static JointPower of(List<Double> powers) {
        if (powers.isEmpty()) {
            throw new IllegalArgumentException("powers must hold at least one");
        }
        double misses = 0;
        double product = 1;
        double smallest = 1;
        for (double power : powers) {
            Arguments.probability("powers", power);
            misses += 1 - power;
            product *= power;
            smallest = Math.min(smallest, power);
        }
        return new JointPower(Math.max(0, 1 - misses), product, smallest);
    }
}
