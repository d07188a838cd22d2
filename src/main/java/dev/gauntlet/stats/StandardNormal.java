package dev.gauntlet.stats;

import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** The standard normal law in the forms the sequential methods need; tails keep their relative accuracy. */
public final class StandardNormal {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

    private StandardNormal() {
    }

    /** Density at {@code x}. */
    public static double density(double x) {
        return Math.exp(-0.5 * x * x) / SQRT_2_PI;
    }

    /** P(Z &lt;= x). */
    public static double cdf(double x) {
        return NORMAL.cumulativeProbability(x);
    }

    /** P(Z &gt; x). */
    public static double survival(double x) {
        return NORMAL.survivalProbability(x);
    }

    /** Logarithm of P(Z &gt; x), also where the probability itself underflows. */
    public static double logSurvival(double x) {
        return x > 0 ? logScaledCdf(-x) - 0.5 * x * x : Math.log1p(-survival(-x));
    }

    /** The x with P(Z &lt;= x) = p. */
    public static double quantile(double p) {
        return NORMAL.inverseCumulativeProbability(Arguments.probability("p", p));
    }

    /** The x with P(Z &gt; x) = p. */
    public static double upperQuantile(double p) {
        return NORMAL.inverseSurvivalProbability(Arguments.probability("p", p));
    }

    /**
     * {@code x*x/2 + log P(Z <= x)}, the logarithm of the inverse Mills ratio up to a constant: finite for every finite x whose
     * square is, also where P(Z &lt;= x) underflows. Increasing in x.
     */
    static double logScaledCdf(double x) {
        return x > 0
                ? 0.5 * x * x + Math.log(cdf(x))
                : Math.log(0.5 * Erfcx.value(-x / SQRT_2));
    }

    /**
     * The normal deviate with the same tail probability as a Student t value: {@code sign(t) * Q^-1(P(T > |t|))}. A variance
     * that was estimated from few clusters makes the studentised effect heavier tailed than the normal law; this undoes it.
     *
     * @param t studentised value
     * @param degreesOfFreedom positive; infinite leaves {@code t} as it is
     */
    public static double fromStudent(double t, double degreesOfFreedom) {
        if (Double.isInfinite(degreesOfFreedom) || t == 0) {
            return t;
        }
        double tail = TDistribution.of(degreesOfFreedom).survivalProbability(Math.abs(t));
        // Far out the tail underflows; the deviate of the smallest number is then a lower bound of the evidence.
        return Math.copySign(upperQuantile(Math.max(tail, Double.MIN_VALUE)), t);
    }
}
