package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Alternative;
import dev.gauntlet.stats.Arguments;
import java.util.Objects;
import java.util.Optional;

/**
 * What is fixed before the first look of a group-sequential test.
 *
 * @param alpha error rate over all looks and both tails, strictly between 0 and 0.5
 * @param alternative where the effect is looked for
 * @param nullEffect the effect to reject, on the scale of the estimates: 0 for superiority, the margin with its sign for
 *     non-inferiority
 * @param spending how alpha is spent
 * @param looks number of looks, evenly spaced on the clock, 1 to 500
 * @param futility when to give up, if ever
 */
public record GroupSequentialPlan(
        double alpha,
        Alternative alternative,
        double nullEffect,
        SpendingFunction spending,
        int looks,
        Optional<FutilityRule> futility) {

    /** The recursion takes seconds beyond this, and 500 looks are as good as continuous ones. */
    static final int MOST_LOOKS = 500;

    /**
     * @throws IllegalArgumentException when an argument is out of range, the target effect is the null effect or not on the
     *     side of a one-sided alternative, or binding futility is asked for in a two-sided test
     */
    public GroupSequentialPlan {
        Arguments.between("alpha", alpha, 0, 0.5);
        Objects.requireNonNull(alternative, "alternative");
        Arguments.finite("nullEffect", nullEffect);
        Objects.requireNonNull(spending, "spending");
        Objects.requireNonNull(futility, "futility");
        if (looks < 1 || looks > MOST_LOOKS) {
            throw new IllegalArgumentException("looks must lie in [1, " + MOST_LOOKS + "] but is " + looks);
        }
        if (futility.isPresent()) {
            double distance = futility.get().targetEffect() - nullEffect;
            boolean missed = alternative == Alternative.GREATER ? distance < 0 : alternative == Alternative.LESS && distance > 0;
            if (distance == 0 || missed) {
                throw new IllegalArgumentException("targetEffect must lie on the side of the alternative " + alternative
                        + " of the null effect " + nullEffect + " but is " + futility.get().targetEffect());
            }
            if (futility.get().binding() && alternative == Alternative.TWO_SIDED) {
                throw new IllegalArgumentException("binding futility needs a one-sided alternative");
            }
        }
    }

    /**
     * Two-sided superiority without futility.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param spending how alpha is spent
     * @param looks number of looks
     */
    public static GroupSequentialPlan superiority(double alpha, SpendingFunction spending, int looks) {
        return new GroupSequentialPlan(alpha, Alternative.TWO_SIDED, 0, spending, looks, Optional.empty());
    }

    /**
     * One-sided non-inferiority without futility: rejects "worse by the margin or more".
     *
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param margin the worst tolerable effect with its sign: negative when larger values are better, positive when smaller
     *     ones are
     * @param spending how alpha is spent
     * @param looks number of looks
     */
    public static GroupSequentialPlan nonInferiority(double alpha, double margin, SpendingFunction spending, int looks) {
        if (Arguments.finite("margin", margin) == 0) {
            throw new IllegalArgumentException("margin must not be 0");
        }
        return new GroupSequentialPlan(
                alpha, margin < 0 ? Alternative.GREATER : Alternative.LESS, margin, spending, looks, Optional.empty());
    }

    /** The same plan that gives up too. */
    public GroupSequentialPlan givingUp(FutilityRule rule) {
        return new GroupSequentialPlan(alpha, alternative, nullEffect, spending, looks, Optional.of(rule));
    }

    /** Error rate of one tail. */
    double tail() {
        return alpha / alternative.sides();
    }

    boolean twoSided() {
        return alternative == Alternative.TWO_SIDED;
    }

    /** 1 when effects above the null effect count as large z, -1 when effects below it do. */
    int orientation() {
        return switch (alternative) {
            case GREATER -> 1;
            case LESS -> -1;
            case TWO_SIDED -> futility.map(rule -> rule.targetEffect() < nullEffect ? -1 : 1).orElse(1);
        };
    }

    /** Distance of the target from the null effect, positive. */
    double targetDistance(FutilityRule rule) {
        return Math.abs(rule.targetEffect() - nullEffect);
    }
}
