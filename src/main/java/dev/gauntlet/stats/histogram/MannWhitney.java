package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.StandardNormal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Mann-Whitney test of the challenger against the champion from buckets, values of one bucket counting as tied. For one look at
 * independent values.
 *
 * @param u pairs in which the challenger's value exceeds the champion's, ties one half
 * @param probabilityOfSuperiority u over the number of pairs, in [0, 1]
 * @param z u minus its mean over its tie-corrected standard deviation; empty when all values are tied
 * @param pValueTwoSided of equal distributions; empty when z is
 * @param pValueGreater of "the challenger's values are not larger"; empty when z is
 */
public record MannWhitney(
        double u,
        double probabilityOfSuperiority,
        OptionalDouble z,
        OptionalDouble pValueTwoSided,
        OptionalDouble pValueGreater) {

    /**
     * Compares the arms; variance under no difference n1 n0/12 (N + 1 - sum (t^3 - t)/(N (N-1))), t being the buckets'
     * counts of both arms.
     *
     * @param histograms the values of both arms
     * @return the test; empty when an arm has no values
     */
    public static Optional<MannWhitney> of(TwoArmHistograms histograms) {
        return of(BucketShares.of(histograms.challenger()), BucketShares.of(histograms.champion()));
    }

    /** The same from counts of distinct values or buckets, in increasing order. */
    static Optional<MannWhitney> of(BucketShares one, BucketShares zero) {
        if (one.total() == 0 || zero.total() == 0) {
            return Optional.empty();
        }
        double n1 = one.total();
        double n0 = zero.total();
        double u = 0;
        double excess = 0;
        double below1 = 0;
        double below0 = 0;
        double lead = 0;
        for (int j = 0; j < one.size(); j++) {
            double inside0 = zero.count(j);
            u += one.count(j) * (below0 + 0.5 * inside0);
            below1 += one.count(j);
            // Wins minus losses by the lead of one distribution function over the other: u - pairs/2 would lose the digits.
            double nextLead = differenceOfProducts(below1, n0, below0 + inside0, n1);
            excess += (nextLead - lead) * (below0 / n0) - inside0 / n0 * lead;
            lead = nextLead;
            below0 += inside0;
        }
        double variance = variance(one, zero);
        OptionalDouble z = variance > 0 ? OptionalDouble.of(0.5 * excess / Math.sqrt(variance)) : OptionalDouble.empty();
        return Optional.of(new MannWhitney(u, u / n1 / n0, z,
                z.isEmpty() ? z : OptionalDouble.of(2 * StandardNormal.survival(Math.abs(z.getAsDouble()))),
                z.isEmpty() ? z : OptionalDouble.of(StandardNormal.survival(z.getAsDouble()))));
    }

    /** {@code a b - c d} without cancellation (Kahan's use of the fused multiply-add). */
    private static double differenceOfProducts(double a, double b, double c, double d) {
        double product = c * d;
        return Math.fma(a, b, -product) + Math.fma(-c, d, product);
    }

    /**
     * Variance of u when nothing differs, n1 n0/12 (N^3 - sum t^3)/(N (N-1)), written with N^3 - sum t^3 = sum t (N-t) (N+t) so
     * that nothing cancels; 0 when all values are tied.
     */
    static double variance(BucketShares one, BucketShares zero) {
        double all = (double) one.total() + zero.total();
        double untied = 0;
        for (int j = 0; j < one.size(); j++) {
            double tied = (double) one.count(j) + zero.count(j);
            untied += tied / all * (all - tied) * (all + tied);
        }
        return (double) one.total() * zero.total() / 12 * (untied / (all - 1));
    }
}
