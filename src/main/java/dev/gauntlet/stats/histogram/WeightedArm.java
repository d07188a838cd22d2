package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.BinomialDeviance;
import dev.gauntlet.stats.StandardNormal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * One arm's distribution function at the bucket bounds, as a weighted mean over strata: {@code F(b) = sum_s share_s F_s(b)}.
 *
 * <p>A hypothesis F(b) = p is tested by the signed root of the likelihood-ratio statistic, the strata's rates being the ones that
 * fit best under it ({@link RestrictedShares}): its tails follow the normal law for far fewer values above a high quantile than
 * those of the score or Wald deviate. With clusters the deviate is at most the one over the variance between clusters, {@code
 * E/(E-1) sum_b A_b^2} with {@code A_b = sum_s share_s (x_bs - F_s n_bs)/n_s} and E the effective number of clusters, read as a
 * Student value with E - 1 degrees of freedom. That variance is taken as it would be under the hypothesis, with the same design
 * effect: seen from few slow users, a share too near 1 comes with a variance too near 0.
 */
final class WeightedArm {

    private final List<Double> bounds;
    private final List<Histogram> strata;
    private final double[] shares;
    private final ClusterSpread clusters;
    private final List<ShareDeviate> deviates;

    /**
     * @param p hypothetical share, strictly between 0 and 1
     * @param strata the arm's values, none empty
     * @param shares each stratum's share of the weight
     * @param clusters spread between clusters, null for independent values
     */
    WeightedArm(double p, List<Histogram> strata, double[] shares, ClusterSpread clusters) {
        this.bounds = strata.get(0).upperBounds();
        this.strata = strata;
        this.shares = shares;
        this.clusters = clusters;
        this.deviates = hasKnownSpread()
                ? IntStream.range(0, finiteBounds()).mapToObj(bound -> deviate(p, bound)).toList()
                : List.of();
    }

    /** Number of values. */
    long values() {
        return strata.stream().mapToLong(Histogram::count).sum();
    }

    /** Number of values that, unweighted, would carry the same information: {@code 1 / sum_s share_s^2/n_s}. */
    double effectiveValues() {
        double sum = 0;
        for (int s = 0; s < shares.length; s++) {
            sum += shares[s] * shares[s] / strata.get(s).count();
        }
        return 1 / sum;
    }

    /** True unless there are clusters and too few of them to know their spread. */
    boolean hasKnownSpread() {
        return clusters == null || clusters.isKnown();
    }

    /** Number of finite bounds. */
    int finiteBounds() {
        return bounds.size() - 1;
    }

    /** Interpolated p-quantile of the weighted distribution, for display. */
    OptionalDouble interpolated(double p) {
        double[] cumulative = new double[bounds.size()];
        for (int j = 0; j < cumulative.length - 1; j++) {
            cumulative[j] = share(j);
        }
        cumulative[cumulative.length - 1] = 1;
        return InterpolatedQuantile.of(bounds, cumulative, p);
    }

    /** Weighted share of the values at or below a finite bound. */
    double share(int bound) {
        double sum = 0;
        for (int s = 0; s < shares.length; s++) {
            sum += shares[s] * counts(s, bound).rate();
        }
        return Math.min(1, sum);
    }

    /**
     * Deviate of the share at a finite bound from p: positive when more values than that lie at or below the bound. Only for a
     * known spread.
     */
    ShareDeviate deviate(int bound) {
        return deviates.get(bound);
    }

    private ShareDeviate deviate(double p, int bound) {
        double[] restricted = RestrictedShares.at(p, shares, strata, bound);
        double statistic = 0;
        double variance = 0;
        double observed = 0;
        double smallest = 0;
        for (int s = 0; s < shares.length; s++) {
            BinomialCounts counts = counts(s, bound);
            double unit = shares[s] * shares[s] / counts.trials();
            statistic += BinomialDeviance.statistic(counts, restricted[s]);
            variance += unit * restricted[s] * (1 - restricted[s]);
            observed += unit * counts.rate() * (1 - counts.rate());
            // As if the stratum had seen half a value on the rarer side: the least variance that finite data can claim.
            smallest += unit * 0.5 / counts.trials();
        }
        double deviation = share(bound) - p;
        double z = Math.copySign(Math.sqrt(statistic), deviation);
        variance = Math.max(variance, smallest);
        if (clusters == null) {
            return new ShareDeviate(z, 1 / variance);
        }
        double between = clusters.variance(bound) * Math.max(1, observed > 0 ? variance / observed : 1);
        double studentised = between > 0 ? deviation / Math.sqrt(between) : z;
        return new ShareDeviate(
                StandardNormal.fromStudent(Math.abs(studentised) < Math.abs(z) ? studentised : z, clusters.degreesOfFreedom()),
                1 / Math.max(variance, between));
    }

    private BinomialCounts counts(int stratum, int bound) {
        Histogram histogram = strata.get(stratum);
        return new BinomialCounts(histogram.count(), histogram.cumulative().get(bound));
    }
}
