package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.planning.SampleSize;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** How many values it takes to show by {@link QuantileComparison} that a challenger as good as the champion is not inferior. */
public final class QuantilePlanning {

    private QuantilePlanning() {
    }

    /**
     * The smaller of the fixed samples that the pairs of bounds need. Each arm's claim F(b) &lt; p or F(b) &gt;= p is a one-sided
     * test at alpha/2 that may miss with probability beta/2: {@code n = ((z_{alpha/2} sqrt(p(1-p)) + z_{beta/2} sqrt(F(1-F))) /
     * (F - p))^2}, F being the champion's share.
     *
     * @param champion values of the champion, taken for the true distribution of both arms
     * @param target what is asked
     * @param alpha one-sided error rate of the comparison, strictly between 0 and 0.5
     * @param beta probability to miss equality in a fixed sample, strictly between 0 and 1
     * @param challengerShare share of the values that the challenger gets, of those of champion and challenger together, in (0,
     *     1)
     * @param designEffect variance over that of independent values, positive
     * @return the values of both arms and the information of the challenger's share; empty when the buckets cannot resolve the
     *     margin
     * @throws IllegalArgumentException when the champion has no values or an argument is out of range
     */
    public static Optional<SampleSize> nonInferiority(Histogram champion, QuantileTarget target, double alpha, double beta,
            double challengerShare, double designEffect) {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.between("beta", beta, 0, 1);
        Arguments.between("challengerShare", challengerShare, 0, 1);
        Arguments.positive("designEffect", designEffect);
        Arguments.positive("number of the champion's values", champion.count());
        BucketMargin margins = new BucketMargin(champion.upperBounds(), target);
        double[] below = values(champion, target.p(), alpha, beta, -1);
        double[] atMost = values(champion, target.p(), alpha, beta, 1);
        double least = (target.higherIsWorse()
                ? pairsBelow(margins, target, below, atMost, challengerShare)
                : pairsAbove(margins, target, below, atMost, challengerShare)).min().orElse(Double.POSITIVE_INFINITY);
        if (Double.isInfinite(least)) {
            return Optional.empty();
        }
        double total = designEffect * Math.max(1, least);
        double challenger = challengerShare * total;
        return Optional.of(new SampleSize((1 - challengerShare) * total, challenger,
                challenger / designEffect / (target.p() * (1 - target.p()))));
    }

    /** Totals for Q_0 above a bound and Q_1 at most the bound a margin higher. */
    private static DoubleStream pairsBelow(
            BucketMargin margins, QuantileTarget target, double[] below, double[] atMost, double share) {
        return IntStream.range(Double.isFinite(target.smallestValue()) ? -1 : 0, margins.last())
                .filter(bound -> margins.largestWithin(bound, target.margin()) >= 0)
                .mapToDouble(bound -> Math.max(bound < 0 ? 0 : below[bound] / (1 - share),
                        atMost[margins.largestWithin(bound, target.margin())] / share));
    }

    /** Totals for Q_0 at most a bound and Q_1 above the bound a margin lower. */
    private static DoubleStream pairsAbove(
            BucketMargin margins, QuantileTarget target, double[] below, double[] atMost, double share) {
        return IntStream.range(0, margins.last()).mapToDouble(bound -> Math.max(atMost[bound] / (1 - share),
                margins.isBelowAllValues(bound, -target.margin())
                        ? 0 : below[margins.smallestFrom(bound, -target.margin())] / share));
    }

    /** Values of one arm for its claim at each finite bound; infinite where it is not true. */
    private static double[] values(Histogram champion, double p, double alpha, double beta, int direction) {
        double critical = StandardNormal.upperQuantile(alpha / 2) * Math.sqrt(p * (1 - p));
        double power = StandardNormal.upperQuantile(beta / 2);
        return champion.cumulative().stream().mapToDouble(count -> {
            double share = (double) count / champion.count();
            double gap = direction * (share - p);
            double root = (critical + power * Math.sqrt(share * (1 - share))) / gap;
            return gap > 0 ? root * root : Double.POSITIVE_INFINITY;
        }).toArray();
    }
}
