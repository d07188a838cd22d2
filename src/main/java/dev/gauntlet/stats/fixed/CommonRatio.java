package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;

/**
 * One ratio of odds or of rates for all strata of two binomial arms (Mantel, Haenszel 1959).
 *
 * @param ratio the ratio, positive
 * @param logStandardError standard error of its logarithm
 */
public record CommonRatio(double ratio, double logStandardError) {

    /**
     * The common odds ratio with the variance of Robins, Breslow, Greenland 1986; empty when a sum over strata of opposite
     * products is 0, as without any success.
     */
    public static Optional<CommonRatio> ofOdds(List<TwoArmCounts> strata) {
        double r = 0;
        double s = 0;
        double pr = 0;
        double psQr = 0;
        double qs = 0;
        for (TwoArmCounts counts : strata) {
            Table table = new Table(counts);
            if (table.total() > 0) {
                double agreeing = table.x1() * table.failures0() / table.total();
                double opposing = table.x0() * table.failures1() / table.total();
                double p = (table.x1() + table.failures0()) / table.total();
                double q = (table.x0() + table.failures1()) / table.total();
                r += agreeing;
                s += opposing;
                pr += p * agreeing;
                psQr += p * opposing + q * agreeing;
                qs += q * opposing;
            }
        }
        return of(r, s, pr / r / r / 2 + psQr / r / s / 2 + qs / s / s / 2);
    }

    /** The common ratio of the rates with the variance of Greenland, Robins 1985; empty when an arm has no success. */
    public static Optional<CommonRatio> ofRates(List<TwoArmCounts> strata) {
        double r = 0;
        double s = 0;
        double d = 0;
        for (TwoArmCounts counts : strata) {
            Table table = new Table(counts);
            if (table.total() > 0) {
                r += table.x1() * table.n0() / table.total();
                s += table.x0() * table.n1() / table.total();
                d += (table.n1() / table.total() * (table.n0() / table.total()) * (table.x1() + table.x0())
                        - table.x1() * table.x0() / table.total());
            }
        }
        return of(r, s, d / r / s);
    }

    /**
     * Interval of the ratio, symmetric in its logarithm.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Interval interval(double level) {
        double halfWidth = StandardNormal.upperQuantile((1 - Arguments.between("level", level, 0, 1)) / 2) * logStandardError;
        return new Interval(ratio * Math.exp(-halfWidth), ratio * Math.exp(halfWidth), level);
    }

    private static Optional<CommonRatio> of(double upper, double lower, double logVariance) {
        return upper > 0 && lower > 0
                ? Optional.of(new CommonRatio(upper / lower, Math.sqrt(Math.max(0, logVariance))))
                : Optional.empty();
    }

    /** Counts as numbers with fractions. */
    private record Table(double n1, double x1, double n0, double x0) {

        Table(TwoArmCounts counts) {
            this(counts.challengerDenominator(), counts.challengerNumerator(),
                    counts.championDenominator(), counts.championNumerator());
        }

        double failures1() {
            return n1 - x1;
        }

        double failures0() {
            return n0 - x0;
        }

        double total() {
            return n1 + n0;
        }
    }
}
