package dev.gauntlet.stats;

/**
 * Likelihood-ratio evidence of binomial counts against a rate. The normal methods square a deviate (R - p)/sqrt(v); taking for v
 * <pre>
 * v = (R - p)^2 / (2 n KL(R, p)),   KL(R, p) = R log(R/p) + (1-R) log((1-R)/(1-p))
 * </pre>
 * makes that square the likelihood-ratio statistic 2 n KL, whose signed root follows the normal law far better in the tails of a skew
 * distribution than the score (v = p(1-p)/n) or Wald (v = R(1-R)/n) deviate does (McCullagh, Nelder 1989, appendix C). All three agree
 * as n grows. For two arms with restricted maximum-likelihood rates, the squared deviate of their difference over v_1 + v_0 never exceeds
 * the likelihood-ratio statistic of both (by Cauchy's inequality).
 */
final class BinomialDeviance {

    private static final double SERIES_LIMIT = 0.05;
    private static final int SERIES_TERMS = 14;

    private BinomialDeviance() {
    }

    /**
     * The variance v; the binomial one when the observed rate equals the hypothesis, 0 when the counts are impossible under it.
     *
     * @param arm counts with at least one trial
     * @param rate the hypothetical rate
     */
    static double equivalentVariance(BinomialCounts arm, double rate) {
        double deviation = arm.rate() - rate;
        if (rate <= 0 || rate >= 1) {
            return 0;
        }
        if (Math.abs(deviation) <= 1e-12 * rate * (1 - rate)) {
            return rate * (1 - rate) / arm.trials();
        }
        double divergence = rate * excess(deviation / rate) + (1 - rate) * excess(-deviation / (1 - rate));
        return deviation / divergence * deviation / (2.0 * arm.trials());
    }

    /** {@code (1+u) log(1+u) - u}, not negative, for u >= -1; by its series near 0, where the terms cancel. */
    private static double excess(double u) {
        if (u <= -1) {
            return 1;
        }
        if (Math.abs(u) > SERIES_LIMIT) {
            return (1 + u) * Math.log1p(u) - u;
        }
        double sum = 0;
        double power = u * u;
        for (int n = 2; n < SERIES_TERMS; n++) {
            sum += power / (n * (n - 1.0));
            power *= -u;
        }
        return sum;
    }
}
