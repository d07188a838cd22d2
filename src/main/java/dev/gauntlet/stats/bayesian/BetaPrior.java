package dev.gauntlet.stats.bayesian;

import dev.gauntlet.stats.Arguments;

/**
 * Beta prior of a rate; its parameters count like successes and failures seen before.
 *
 * @param alpha prior successes, positive
 * @param beta prior failures, positive
 */
public record BetaPrior(double alpha, double beta) {

    /** Every rate is equally likely. */
    public static final BetaPrior UNIFORM = new BetaPrior(1, 1);

    /** Jeffreys' prior. */
    public static final BetaPrior JEFFREYS = new BetaPrior(0.5, 0.5);

    /**
     * @throws IllegalArgumentException naming the parameter that is not positive
     */
    public BetaPrior {
        Arguments.positive("alpha", alpha);
        Arguments.positive("beta", beta);
    }
}
