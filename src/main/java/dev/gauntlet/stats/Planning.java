package dev.gauntlet.stats;

/**
 * How much information (reciprocal variance of the effect) a fixed-sample z-test needs, and what it finds with the information it has.
 * Plans for metrics, samples and days are in {@code dev.gauntlet.stats.planning}.
 */
public final class Planning {

    private Planning() {
    }

    /**
     * Information that the test needs: {@code (z_{1-alpha/sides} + z_{1-beta})^2 / effect^2}.
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param beta probability to miss the effect, strictly between 0 and 1 - alpha/sides
     * @param effect the effect to find, not 0
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static double information(double alpha, int sides, double beta, double effect) {
        double deviate = detectableDeviate(alpha, sides, beta);
        if (Arguments.finite("effect", effect) == 0) {
            throw new IllegalArgumentException("effect must not be 0");
        }
        return Arguments.positive("information", deviate * deviate / (effect * effect));
    }

    /**
     * Probability that the test finds the effect (rejections in the wrong direction left out).
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param effect the true effect; its sign is ignored
     * @param information information of the sample, positive
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static double power(double alpha, int sides, double effect, double information) {
        return StandardNormal.cdf(Math.abs(Arguments.finite("effect", effect))
                * Math.sqrt(Arguments.positive("information", information)) - criticalDeviate(alpha, sides));
    }

    /**
     * The effect, in standard errors, that the test finds with probability 1 - beta: {@code z_{1-alpha/sides} + z_{1-beta}}.
     *
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param beta probability to miss the effect, strictly between 0 and 1 - alpha/sides
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static double detectableDeviate(double alpha, int sides, double beta) {
        return criticalDeviate(alpha, sides)
                + StandardNormal.upperQuantile(Arguments.between("beta", beta, 0, 1 - alpha / sides));
    }

    private static double criticalDeviate(double alpha, int sides) {
        Arguments.between("alpha", alpha, 0, 0.5);
        if (sides != 1 && sides != 2) {
            throw new IllegalArgumentException("sides must be 1 or 2 but is " + sides);
        }
        return StandardNormal.upperQuantile(alpha / sides);
    }
}
