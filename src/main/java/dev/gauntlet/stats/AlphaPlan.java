package dev.gauntlet.stats;

/**
 * Error rates of the single tests of an experiment.
 *
 * @param superiority two-sided rate of each success metric against each challenger: {@code alpha / (S K)}
 * @param nonInferiority one-sided rate of each guardrail's promotion test: {@code alpha}, uncorrected because all of them must pass
 *     (intersection-union test, Berger 1982)
 * @param deterioration one-sided rate of each harm test: {@code deteriorationAlpha / (K (S + G))}
 */
public record AlphaPlan(double superiority, double nonInferiority, double deterioration) {

    /**
     * Splits the error rates of the experiment over its tests.
     *
     * @param alpha probability of promoting any challenger that is no better, strictly between 0 and 0.5
     * @param deteriorationAlpha probability of rolling back any challenger that is no worse, strictly between 0 and 0.5
     * @param challengers number K of challengers, at least 1
     * @param successMetrics number S of success metrics, not negative
     * @param guardrails number G of guardrails, not negative
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static AlphaPlan of(
            double alpha, double deteriorationAlpha, int challengers, int successMetrics, int guardrails) {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.between("deteriorationAlpha", deteriorationAlpha, 0, 0.5);
        if (challengers < 1) {
            throw new IllegalArgumentException("challengers must be at least 1 but is " + challengers);
        }
        Arguments.nonNegative("successMetrics", (long) successMetrics);
        Arguments.nonNegative("guardrails", (long) guardrails);
        return new AlphaPlan(
                alpha / (Math.max(1, successMetrics) * (double) challengers),
                alpha,
                deteriorationAlpha / (Math.max(1, successMetrics + guardrails) * (double) challengers));
    }
}
