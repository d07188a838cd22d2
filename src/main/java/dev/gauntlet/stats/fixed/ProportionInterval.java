package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Two-sided confidence intervals of one proportion, with x successes in n trials, R = x/n and z the two-sided normal quantile.
 * The intervals of Commons Statistics take counts up to 2^31 only, which a busy model server passes within days.
 */
public enum ProportionInterval {

    /** {@code R +- z sqrt(R(1-R)/n)}; not clipped; of no width when R is 0 or 1. For comparison only. */
    WALD {
        @Override
        Interval compute(double n, double x, double level) {
            double rate = x / n;
            return around(rate, rate * (n - x) / n / n, level);
        }
    },

    /** The rates that the score test does not reject (Wilson 1927, JASA 22). In [0, 1]. */
    WILSON {
        @Override
        Interval compute(double n, double x, double level) {
            double z = criticalZ(level);
            return new Interval(wilsonLower(n, x, z), Math.min(1, wilsonUpper(n, x, z)), level);
        }
    },

    /** Wald's interval after z^2/2 successes and as many failures are added (Agresti, Coull 1998, Am. Stat. 52); not clipped. */
    AGRESTI_COULL {
        @Override
        Interval compute(double n, double x, double level) {
            double z2 = Math.pow(criticalZ(level), 2);
            return WALD.compute(n + z2, x + z2 / 2, level);
        }
    },

    /**
     * Rates that neither exact binomial tail rejects (Clopper, Pearson 1934, Biometrika 26): covers at least as often as
     * stated.
     */
    CLOPPER_PEARSON {
        @Override
        Interval compute(double n, double x, double level) {
            double tail = (1 - level) / 2;
            return new Interval(
                    x == 0 ? 0 : BetaDistribution.of(x, n - x + 1).inverseCumulativeProbability(tail),
                    x == n ? 1 : BetaDistribution.of(x + 1, n - x).inverseSurvivalProbability(tail),
                    level);
        }
    },

    /** Equal-tailed interval of Beta(x + 1/2, n - x + 1/2); lower end 0 without success, upper end 1 without failure. */
    JEFFREYS {
        @Override
        Interval compute(double n, double x, double level) {
            double tail = (1 - level) / 2;
            BetaDistribution posterior = BetaDistribution.of(x + 0.5, n - x + 0.5);
            return new Interval(
                    x == 0 ? 0 : posterior.inverseCumulativeProbability(tail),
                    x == n ? 1 : posterior.inverseSurvivalProbability(tail),
                    level);
        }
    };

    /**
     * The interval of a success rate. Good for up to 10^12 trials.
     *
     * @param counts at least one trial
     * @param level confidence level, strictly between 0 and 1
     * @throws IllegalArgumentException when there are no trials or the level is no probability
     */
    public Interval of(BinomialCounts counts, double level) {
        Arguments.positive("trials", counts.trials());
        Arguments.between("level", level, 0, 1);
        return compute(counts.trials(), counts.successes(), level);
    }

    abstract Interval compute(double n, double x, double level);

    /** Two-sided normal quantile of a confidence level. */
    static double criticalZ(double level) {
        return StandardNormal.upperQuantile((1 - Arguments.between("level", level, 0, 1)) / 2);
    }

    /** {@code estimate +- z sqrt(variance)}. */
    static Interval around(double estimate, double variance, double level) {
        double half = criticalZ(level) * Math.sqrt(variance);
        return new Interval(estimate - half, estimate + half, level);
    }

    /** Lower Wilson end, as a quotient without cancellation: the product of both ends is x^2/(n(n + z^2)). */
    static double wilsonLower(double n, double x, double z) {
        return x == 0 ? 0 : x / n * x / (x + z * z / 2 + wilsonRoot(n, x, z));
    }

    /** Upper Wilson end. */
    static double wilsonUpper(double n, double x, double z) {
        return x == n ? 1 : (x + z * z / 2 + wilsonRoot(n, x, z)) / (n + z * z);
    }

    private static double wilsonRoot(double n, double x, double z) {
        return z * Math.sqrt(x * ((n - x) / n) + z * z / 4);
    }
}
