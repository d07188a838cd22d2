package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.RelativeEntropy;
import dev.gauntlet.stats.StirlingError;

/**
 * Binomial law in saddle-point form, which keeps its relative accuracy at any size: with D the deviance and S the error of
 * Stirling's formula, {@code log P(k) = S(n) - S(k) - S(n-k) - D(k, np) - D(n-k, nq) + log(n/(2 pi k (n-k)))/2} (Loader 2000,
 * "Fast and accurate computation of binomial probabilities").
 *
 * @param trials number of trials, at least 0
 * @param success probability of a success, strictly between 0 and 1
 * @param failure probability of a failure: 1 - {@code success}, given because a small one would lose its digits
 */
record BinomialLaw(long trials, double success, double failure) implements CountLaw {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public long smallest() {
        return 0;
    }

    @Override
    public long largest() {
        return trials;
    }

    @Override
    public long mode() {
        return (long) Math.min(trials, Math.floor((trials + 1.0) * success));
    }

    @Override
    public double logProbability(long k) {
        return logProbability(k, trials, success, failure);
    }

    @Override
    public double ratio(long k) {
        return (double) (trials - k) / (k + 1) * (success / failure);
    }

    static double logProbability(long k, long n, double success, double failure) {
        if (k == 0) {
            return n * (success < failure ? Math.log1p(-success) : Math.log(failure));
        }
        if (k == n) {
            return n * (failure < success ? Math.log1p(-failure) : Math.log(success));
        }
        return StirlingError.of(n) - StirlingError.of(k) - StirlingError.of(n - k)
                - deviance(k, n * success) - deviance(n - k, n * failure)
                + 0.5 * (Math.log((double) n / k / (n - k)) - LOG_TWO_PI);
    }

    /** {@code x log(x/mean) + mean - x}. */
    private static double deviance(double x, double mean) {
        return mean * RelativeEntropy.excess((x - mean) / mean);
    }
}
