package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Classical sample sizes of two proportions that differ from {@link MetricPlan} in the variance they take under the null
 * hypothesis. All give the champion's observations of a fixed sample, not rounded.
 *
 * @param championRate in (0, 1)
 * @param challengerRate in (0, 1)
 * @param challengersPerChampion observations of the challenger for each of the champion, positive
 * @param alpha error rate of one side, strictly between 0 and 0.5
 * @param beta probability to miss, strictly between 0 and 1 - alpha
 */
public record ProportionSampleSize(
        double championRate, double challengerRate, double challengersPerChampion, double alpha, double beta) {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public ProportionSampleSize {
        Arguments.between("championRate", championRate, 0, 1);
        Arguments.between("challengerRate", challengerRate, 0, 1);
        Arguments.positive("challengersPerChampion", challengersPerChampion);
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.between("beta", beta, 0, 1 - alpha);
    }

    /**
     * For the pooled z-test: {@code (z_a sqrt(p q (1 + 1/r)) + z_b sqrt(p0 q0 + p1 q1/r))^2 / (p1 - p0)^2} with the mean rate p
     * (Fleiss).
     *
     * @throws IllegalArgumentException when the rates are equal
     */
    public double pooled() {
        double mean = (championRate + challengersPerChampion * challengerRate) / (1 + challengersPerChampion);
        return size(variance(mean, mean), variance(championRate, challengerRate), challengerRate - championRate);
    }

    /**
     * For the test of the arcsine-transformed rates: {@code (z_a + z_b)^2 (1 + 1/r) / h^2} with
     * {@code h = 2 asin sqrt(p1) - 2 asin sqrt(p0)}.
     *
     * @throws IllegalArgumentException when the rates are equal
     */
    public double arcsine() {
        double variance = 1 + 1 / challengersPerChampion;
        return size(variance, variance, 2 * Math.asin(Math.sqrt(challengerRate)) - 2 * Math.asin(Math.sqrt(championRate)));
    }

    /**
     * For the score test that the difference exceeds minus the margin (Farrington, Manning 1990): the variance under the null
     * hypothesis is taken at the rates closest in likelihood to the expected ones among those with that difference.
     *
     * @param margin in (-1, 1); the expected difference plus the margin must not be 0
     */
    public double farringtonManning(double margin) {
        Arguments.between("margin", margin, -1, 1);
        double restricted = restrictedChampionRate(-margin);
        return size(variance(restricted, restricted - margin), variance(championRate, challengerRate),
                challengerRate - championRate + margin);
    }

    private double variance(double champion, double challenger) {
        return champion * (1 - champion) + challenger * (1 - challenger) / challengersPerChampion;
    }

    private double size(double underNull, double underAlternative, double distance) {
        if (distance == 0) {
            throw new IllegalArgumentException("distance from the null hypothesis must not be 0");
        }
        double root = (StandardNormal.upperQuantile(alpha) * Math.sqrt(underNull)
                + StandardNormal.upperQuantile(beta) * Math.sqrt(underAlternative)) / distance;
        return root * root;
    }

    /** Zero of the score, multiplied by both variances so that it stays finite where a rate is 0 or 1. */
    private double restrictedChampionRate(double difference) {
        if (difference == 0) {
            return (championRate + challengersPerChampion * challengerRate) / (1 + challengersPerChampion);
        }
        return new BrentSolver(1e-15, Double.MIN_NORMAL, Double.MIN_NORMAL).findRoot(
                champion -> {
                    double challenger = champion + difference;
                    return challengersPerChampion * (challengerRate - challenger) * champion * (1 - champion)
                            + (championRate - champion) * challenger * (1 - challenger);
                },
                Math.max(0, -difference), Math.min(1, 1 - difference));
    }
}
