package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import java.util.Objects;

/**
 * When to give up: beta is spent for missing a target effect.
 *
 * @param beta probability to give up although the effect is the target, strictly between 0 and 1
 * @param spending how beta is spent
 * @param targetEffect the effect that is worth finding, on the scale of the estimates
 * @param binding true when the bounds of efficacy count on every stop for futility being obeyed, which makes them a little
 *     lower; false keeps the error rate also when a stop is overruled
 */
public record FutilityRule(double beta, SpendingFunction spending, double targetEffect, boolean binding) {

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public FutilityRule {
        Arguments.between("beta", beta, 0, 1);
        Objects.requireNonNull(spending, "spending");
        Arguments.finite("targetEffect", targetEffect);
    }
}
