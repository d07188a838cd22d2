package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * How far the challenger's shares p of the buckets are from the champion's shares q, by the usual measures. At one look, for
 * independent values.
 *
 * @param challengerValues number of the challenger's values, positive
 * @param championValues number of the champion's values, positive
 * @param buckets number of buckets, empty ones included
 * @param jensenShannonDivergence {@code sum (p log(p/m) + q log(q/m))/2}, m = (p+q)/2, in nats; in [0, log 2]
 * @param kullbackLeibler {@code sum p log(p/q)} in nats, not negative; infinite when the champion's share of a bucket is 0 and
 *     the challenger's is not
 * @param psi population stability index {@code sum (p-q) log(p/q)}, shares below the floor taken for the floor; not negative
 * @param hellinger Hellinger distance {@code sqrt(sum (sqrt p - sqrt q)^2 / 2)}, in [0, 1]
 * @param totalVariation {@code sum |p-q| / 2}, in [0, 1]
 * @param kolmogorovSmirnov largest difference of the distribution functions at a bound, in [0, 1]
 * @param chiSquare Pearson's statistic of homogeneity, buckets empty in both arms left out
 * @param chiSquareDegreesOfFreedom one less than the number of buckets that were not left out
 */
public record DistributionShift(
        long challengerValues,
        long championValues,
        int buckets,
        double jensenShannonDivergence,
        double kullbackLeibler,
        double psi,
        double hellinger,
        double totalVariation,
        double kolmogorovSmirnov,
        double chiSquare,
        int chiSquareDegreesOfFreedom) {

    /** The usual floor of shares in the population stability index. */
    public static final double PSI_FLOOR = 1e-4;

    /**
     * Measures the shift between two arms.
     *
     * @param histograms the values of both arms
     * @param psiFloor smallest share that enters the population stability index, strictly between 0 and 1
     * @return the measures; empty when an arm has no values
     */
    public static Optional<DistributionShift> of(TwoArmHistograms histograms, double psiFloor) {
        Arguments.between("psiFloor", psiFloor, 0, 1);
        BucketShares one = BucketShares.of(histograms.challenger());
        BucketShares zero = BucketShares.of(histograms.champion());
        if (histograms.challenger().count() == 0 || histograms.champion().count() == 0) {
            return Optional.empty();
        }
        double jensenShannon = 0;
        double kullbackLeibler = 0;
        double psi = 0;
        double squares = 0;
        double variation = 0;
        double supremum = 0;
        for (int j = 0; j < one.size(); j++) {
            double p = one.share(j);
            double q = zero.share(j);
            double mean = 0.5 * (p + q);
            jensenShannon += 0.5 * (BucketShares.divergence(p, mean) + BucketShares.divergence(q, mean));
            kullbackLeibler += BucketShares.divergence(p, q);
            double pFloored = Math.max(p, psiFloor);
            double qFloored = Math.max(q, psiFloor);
            psi += (pFloored - qFloored) * Math.log(pFloored / qFloored);
            double root = Math.sqrt(p) - Math.sqrt(q);
            squares += root * root;
            variation += 0.5 * Math.abs(p - q);
            supremum = Math.max(supremum, Math.abs(one.cumulative(j) - zero.cumulative(j)));
        }
        int[] filled = IntStream.range(0, one.size()).filter(j -> one.count(j) + zero.count(j) > 0).toArray();
        return Optional.of(new DistributionShift(
                histograms.challenger().count(),
                histograms.champion().count(),
                one.size(),
                Math.max(0, jensenShannon),
                Math.max(0, kullbackLeibler),
                psi,
                Math.sqrt(0.5 * squares),
                variation,
                supremum,
                filled.length < 2 ? 0 : ChiSquareTest.withDefaults().statistic(one.counts(filled), zero.counts(filled)),
                filled.length - 1));
    }

    /** Square root of the Jensen-Shannon divergence in bits: a metric, in [0, 1]. */
    public double jensenShannonDistance() {
        return Math.sqrt(jensenShannonDivergence / Math.log(2));
    }

    /**
     * The population stability index that is exceeded with probability alpha when nothing has drifted: {@code (1/n1 + 1/n0)}
     * times the upper point of chi-square with one degree of freedom less than buckets (Yurdakul, Naranjo 2020).
     *
     * @param alpha strictly between 0 and 1
     */
    public double psiCritical(double alpha) {
        Arguments.between("alpha", alpha, 0, 1);
        return buckets < 2 ? 0 : inverseSizes()
                * ChiSquaredDistribution.of(buckets - 1.0).inverseSurvivalProbability(alpha);
    }

    /** P-value of the Kolmogorov-Smirnov statistic by its limit law; too large on buckets, where few differences are compared. */
    public double kolmogorovSmirnovPValue() {
        return KolmogorovLaw.survival(kolmogorovSmirnov / Math.sqrt(inverseSizes()));
    }

    /** P-value of Pearson's statistic; empty when all values lie in one bucket. */
    public OptionalDouble chiSquarePValue() {
        return chiSquareDegreesOfFreedom < 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(ChiSquaredDistribution.of(chiSquareDegreesOfFreedom).survivalProbability(chiSquare));
    }

    /** 1/n1 + 1/n0. */
    double inverseSizes() {
        return 1.0 / challengerValues + 1.0 / championValues;
    }

    /**
     * Wasserstein-1 distance when all values of a bucket lie at one position: {@code sum |F_1 - F_0|} times the distance to the
     * next.
     *
     * @param histograms the values of both arms
     * @param positions one for each bucket, finite, not decreasing
     * @return the distance in the unit of the positions; empty when an arm has no values
     */
    public static OptionalDouble wasserstein(TwoArmHistograms histograms, List<Double> positions) {
        BucketShares one = BucketShares.of(histograms.challenger());
        BucketShares zero = BucketShares.of(histograms.champion());
        if (positions.size() != one.size()) {
            throw new IllegalArgumentException("positions must be " + one.size() + " but are " + positions.size());
        }
        for (int j = 0; j < one.size(); j++) {
            Arguments.finite("positions[" + j + "]", positions.get(j));
            if (j > 0) {
                Arguments.nonNegative("positions[" + j + "] - positions[" + (j - 1) + "]",
                        positions.get(j) - positions.get(j - 1));
            }
        }
        if (histograms.challenger().count() == 0 || histograms.champion().count() == 0) {
            return OptionalDouble.empty();
        }
        double distance = 0;
        for (int j = 0; j < one.size() - 1; j++) {
            distance += Math.abs(one.cumulative(j) - zero.cumulative(j)) * (positions.get(j + 1) - positions.get(j));
        }
        return OptionalDouble.of(distance);
    }
}
