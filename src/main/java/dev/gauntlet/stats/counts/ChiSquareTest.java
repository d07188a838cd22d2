package dev.gauntlet.stats.counts;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Result of a chi-square test.
 *
 * @param statistic at least 0, infinite when the data are impossible under the hypothesis
 * @param degreesOfFreedom at least 0; 0 when nothing could be compared
 * @param pValue probability of at least this statistic under the hypothesis; 1 for nothing to compare
 */
public record ChiSquareTest(double statistic, int degreesOfFreedom, double pValue) {

    static ChiSquareTest of(double statistic, int degreesOfFreedom) {
        return new ChiSquareTest(statistic, degreesOfFreedom, pValue(statistic, degreesOfFreedom));
    }

    private static double pValue(double statistic, int degreesOfFreedom) {
        if (statistic == Double.POSITIVE_INFINITY) {
            return 0;
        }
        return degreesOfFreedom == 0 ? 1 : ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(statistic);
    }
}
