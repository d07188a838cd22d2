package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.StudentScale;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Sample size and power of the t-test of two means with one common variance, by the noncentral t law; matters below about a
 * hundred observations only.
 *
 * @param difference true difference of the means, not 0
 * @param standardDeviation of one observation in either arm, positive
 * @param challengersPerChampion observations of the challenger for each of the champion, positive
 * @param alpha error rate of one side, strictly between 0 and 0.5
 */
public record StudentSampleSize(double difference, double standardDeviation, double challengersPerChampion, double alpha) {

    /** Champion's observations beyond which the normal law differs by less than can be computed. */
    private static final double SEARCH_LIMIT = 1e15;

    /** Observations of both arms that leave one degree of freedom. */
    private static final double FEWEST = 3;

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public StudentSampleSize {
        if (Arguments.finite("difference", difference) == 0) {
            throw new IllegalArgumentException("difference must not be 0");
        }
        Arguments.positive("standardDeviation", standardDeviation);
        Arguments.positive("challengersPerChampion", challengersPerChampion);
        Arguments.between("alpha", alpha, 0, 0.5);
    }

    /**
     * Probability that the test finds the difference in its direction: {@code P(T > t_{1-alpha})}, T noncentral. With the scale
     * s of the estimated standard deviation it is the mean of {@code Phi(ncp - t s)}.
     *
     * @param champion observations of the champion; with the challenger's at least 3, need not be whole
     */
    public double power(double champion) {
        double degrees = Arguments.positive("champion", champion) * (1 + challengersPerChampion) - 2;
        double noncentrality = Math.abs(difference) / standardDeviation
                * Math.sqrt(champion * challengersPerChampion / (1 + challengersPerChampion));
        double critical = TDistribution.of(degrees).inverseSurvivalProbability(alpha);
        return StudentScale.of(degrees).mean(scale -> StandardNormal.cdf(noncentrality - critical * scale));
    }

    /**
     * The champion's observations that find the difference with probability 1 - beta, not rounded.
     *
     * @param beta strictly between 0 and 1 - alpha
     */
    public double champion(double beta) {
        double normal = Planning.information(alpha, 1, beta, difference / standardDeviation) * (1 + 1 / challengersPerChampion);
        if (normal > SEARCH_LIMIT) {
            return normal;
        }
        double fewest = FEWEST / (1 + challengersPerChampion) * (1 + 1e-9);
        DoubleUnaryOperator excess = champion -> power(champion) - (1 - beta);
        if (excess.applyAsDouble(fewest) >= 0) {
            return fewest;
        }
        double high = Math.max(2 * fewest, normal);
        while (excess.applyAsDouble(high) < 0) {
            high = 2 * high;
        }
        return new BrentSolver(1e-12, Double.MIN_NORMAL, 1e-15).findRoot(excess, fewest, high);
    }
}
