package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectScale;

/**
 * What planning must know of a metric: the champion's level and how much one observation of each arm varies. A quantile is
 * planned as a {@link ProportionOutcome}, the share of the observations above its bound.
 */
public sealed interface Outcome permits ProportionOutcome, AverageOutcome, EventRateOutcome {

    /** The champion's level: rate, mean, ratio or events per unit of exposure. */
    double championLevel();

    /** Variance of one observation of the champion, positive. */
    double championVariance();

    /**
     * Variance of one observation of the challenger.
     *
     * @param difference challenger minus champion, strictly between {@link #lowestDifference} and {@link #highestDifference}
     * @throws IllegalArgumentException when the difference is impossible
     */
    double challengerVariance(double difference);

    /** Differences must lie above this one; possibly negative infinity. */
    double lowestDifference();

    /** Differences must lie below this one; possibly infinity. */
    double highestDifference();

    /**
     * An effect as a difference, challenger minus champion.
     *
     * @param effect the effect on the {@code scale}
     * @throws IllegalArgumentException when a lift is given and the champion's level is 0
     */
    default double difference(double effect, EffectScale scale) {
        Arguments.finite("effect", effect);
        if (scale == EffectScale.ABSOLUTE) {
            return effect;
        }
        if (championLevel() == 0) {
            throw new IllegalArgumentException("championLevel must not be 0 when the effect is a lift");
        }
        return effect * Math.abs(championLevel());
    }

    /**
     * Information that a sample brings: {@code 1 / (designEffect (v1/n1 + v0/n0))}.
     *
     * @param difference the true difference
     * @param champion observations of the champion, positive, need not be whole
     * @param challenger observations of the challenger, positive, need not be whole
     * @param designEffect variance over that of independent observations, positive
     */
    default double information(double difference, double champion, double challenger, double designEffect) {
        Arguments.positive("champion", champion);
        Arguments.positive("challenger", challenger);
        Arguments.positive("designEffect", designEffect);
        return 1 / (designEffect * (challengerVariance(difference) / challenger + championVariance() / champion));
    }
}
