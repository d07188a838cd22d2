package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.StandardNormal;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A p-value, kept as its logarithm: evidence of millions of requests makes p-values that no {@code double} can hold.
 *
 * @param log natural logarithm of the p-value, at most 0; negative infinity when the data are impossible under the hypothesis
 */
public record PValue(double log) implements Comparable<PValue> {

    /** The p-value of data that say nothing. */
    public static final PValue ONE = new PValue(0);

    /**
     * @throws IllegalArgumentException when the logarithm is NaN or positive
     */
    public PValue {
        if (!(log <= 0)) {
            throw new IllegalArgumentException("log must be at most 0 but is " + log);
        }
    }

    /** P(Z &gt; z) of a standard normal Z; {@code z} may be infinite. */
    public static PValue aboveNormal(double z) {
        return new PValue(logSurvival(z));
    }

    /** P(Z &lt; z) of a standard normal Z; {@code z} may be infinite. */
    public static PValue belowNormal(double z) {
        return aboveNormal(-z);
    }

    /** P(|Z| &gt; |z|) of a standard normal Z; {@code z} may be infinite. */
    public static PValue twoSidedNormal(double z) {
        return twice(logSurvival(Math.abs(z)));
    }

    /**
     * P(T &gt; t) of a Student T.
     *
     * @param t finite
     * @param degreesOfFreedom positive; infinite for the normal law
     * @return the probability; the smallest positive {@code double} where it underflows, which is too large and so on the safe
     *     side
     */
    public static PValue aboveStudent(double t, double degreesOfFreedom) {
        return Double.isInfinite(degreesOfFreedom) ? aboveNormal(t) : new PValue(logStudent(t, degreesOfFreedom));
    }

    /** P(T &lt; t) of a Student T; see {@link #aboveStudent}. */
    public static PValue belowStudent(double t, double degreesOfFreedom) {
        return aboveStudent(-t, degreesOfFreedom);
    }

    /** P(|T| &gt; |t|) of a Student T; see {@link #aboveStudent}. */
    public static PValue twoSidedStudent(double t, double degreesOfFreedom) {
        return twice(aboveStudent(Math.abs(t), degreesOfFreedom).log());
    }

    /** Twice a one-sided p-value, at most 1, from its logarithm. */
    static PValue twice(double log) {
        return new PValue(Math.min(0, log + Math.log(2)));
    }

    /** The p-value itself, in [0, 1]; 0 when it underflows. */
    public double value() {
        return Math.exp(log);
    }

    /** The larger of two p-values: that of a claim which needs both rejections (Berger 1982). */
    public PValue max(PValue other) {
        return log >= other.log ? this : other;
    }

    /** The smaller of two p-values. */
    PValue min(PValue other) {
        return log <= other.log ? this : other;
    }

    @Override
    public int compareTo(PValue other) {
        return Double.compare(log, other.log);
    }

    private static double logSurvival(double z) {
        return z == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : StandardNormal.logSurvival(z);
    }

    private static double logStudent(double t, double degreesOfFreedom) {
        TDistribution student = TDistribution.of(degreesOfFreedom);
        return t > 0
                ? Math.log(Math.max(student.survivalProbability(t), Double.MIN_VALUE))
                : Math.log1p(-student.survivalProbability(-t));
    }
}
