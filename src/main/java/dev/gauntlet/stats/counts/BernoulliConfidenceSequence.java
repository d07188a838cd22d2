package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Confidence sequence of the probability of a binary event, exact at every look: the probabilities p with
 * {@code B(a+x, b+n-x) / (B(a,b) p^x (1-p)^(n-x)) < 1/alpha}, the likelihood ratio of a beta mixture (Robbins 1970).
 *
 * @param priorSuccesses first parameter a of the beta mixing law, positive
 * @param priorFailures second parameter b, positive
 */
public record BernoulliConfidenceSequence(double priorSuccesses, double priorFailures) {

    /** Probabilities beyond these log odds are not told from 0 and 1. */
    private static final double LARGEST_LOGIT = 700;
    private static final double ACCURACY = 1e-14;

    /**
     * @throws IllegalArgumentException naming the parameter that is not positive
     */
    public BernoulliConfidenceSequence {
        Arguments.positive("priorSuccesses", priorSuccesses);
        Arguments.positive("priorFailures", priorFailures);
    }

    /**
     * The interval at one look; with probability 1 - alpha it holds the probability at all looks.
     *
     * @param successes number of successes, at least 0
     * @param trials number of trials, at least {@code successes}
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @return ends in [0, 1]; 0 to 1 without trials
     */
    public Interval interval(long successes, long trials, double alpha) {
        Arguments.nonNegative("successes", successes);
        if (trials < successes) {
            throw new IllegalArgumentException("trials must be at least the " + successes + " successes but is " + trials);
        }
        double threshold = AlwaysValid.logThreshold(alpha);
        if (trials == 0) {
            return new Interval(0, 1, 1 - alpha);
        }
        double failures = (double) trials - successes;
        double logit = Math.log((double) successes) - Math.log(failures);
        double inside = Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, logit));
        DoubleUnaryOperator excess = at -> logEValue(successes, failures, at) - threshold;
        double lower = successes == 0 ? 0 : probability(root(excess, inside, -1));
        double upper = failures == 0 ? 1 : probability(root(excess, inside, 1));
        return new Interval(lower, upper, 1 - alpha);
    }

    private double logEValue(double successes, double failures, double logit) {
        double p = probability(logit);
        double q = probability(-logit);
        if (p == 0 || q == 0 || Math.min(successes, failures) == 0) {
            double logP = -Math.log1p(Math.exp(-logit));
            double logQ = -Math.log1p(Math.exp(logit));
            return LogBeta.value(priorSuccesses + successes, priorFailures + failures)
                    - LogBeta.value(priorSuccesses, priorFailures)
                    - successes * logP - failures * logQ;
        }
        return DirichletMultinomial.logEValue(new double[] {successes, failures}, new double[] {priorSuccesses, priorFailures},
                new double[] {p, q});
    }

    private static double probability(double logit) {
        return logit > 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));
    }

    /** The log odds at which the evidence, which grows away from the estimate, reaches the threshold. */
    private static double root(DoubleUnaryOperator excess, double inside, int direction) {
        double near = inside;
        for (double step = 1e-6; direction * near < LARGEST_LOGIT; step *= 2) {
            double far = Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, near + direction * step));
            if (excess.applyAsDouble(far) >= 0) {
                return new BrentSolver(ACCURACY, ACCURACY, ACCURACY)
                        .findRoot(excess, Math.min(near, far), Math.max(near, far));
            }
            near = far;
        }
        return direction * 2 * LARGEST_LOGIT;
    }
}
