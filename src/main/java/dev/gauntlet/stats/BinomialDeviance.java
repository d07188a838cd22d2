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
public final class BinomialDeviance {

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
        return deviation / divergence(deviation, rate) * deviation / (2.0 * arm.trials());
    }

    /**
     * The likelihood-ratio statistic {@code 2 n KL(R, rate)} of counts against a rate; accurate also when R and the rate nearly agree.
     *
     * @param arm counts with at least one trial
     * @param rate the hypothetical rate, in [0, 1]
     * @return not negative; infinite when the counts are impossible under the rate
     */
    public static double statistic(BinomialCounts arm, double rate) {
        Arguments.probability("rate", rate);
        double deviation = arm.rate() - rate;
        if (rate == 0 || rate == 1) {
            return deviation == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return 2.0 * arm.trials() * divergence(deviation, rate);
    }

    private static double divergence(double deviation, double rate) {
        return rate * RelativeEntropy.excess(deviation / rate) + (1 - rate) * RelativeEntropy.excess(-deviation / (1 - rate));
    }
}
