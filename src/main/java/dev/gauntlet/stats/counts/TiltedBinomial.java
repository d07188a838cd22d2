package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.List;

/**
 * Always-valid test of a split of events whose expected shares may change from stretch to stretch (Lindon, Malek 2022,
 * inhomogeneous Bernoulli and Poisson processes). Under the alternative the log odds of the share lie a common tilt above their
 * value under the hypothesis, in every stretch.
 *
 * <p>Every event contributes a factor with mean one under the hypothesis, whatever came before, so the product over events is a
 * test martingale for each tilt and its mean over tilts is one too: {@code P(E ever reaches 1/a) <= a}. The shares must be known
 * before the events they belong to; the rate at which events arrive may move freely.
 */
public final class TiltedBinomial {

    private TiltedBinomial() {
    }

    /**
     * Log e-value with normally distributed tilts, two-sided.
     *
     * @param splits events by stretch of constant shares; none makes 0
     * @param tau standard deviation of the tilt, positive
     */
    public static double logEValue(List<EventSplit> splits, double tau) {
        Arguments.positive("tau", tau);
        return LogConcaveIntegral.underNormalPrior(splits, tau);
    }

    /**
     * Log e-value with a given law of the tilts.
     *
     * @param splits events by stretch of constant shares; none makes 0
     * @param mixture law of the tilts; one side of 0 for a one-sided test
     */
    public static double logEValue(List<EventSplit> splits, TiltMixture mixture) {
        return mixture.logMean(tilt -> {
            double sum = 0;
            for (EventSplit split : splits) {
                sum += split.logRatio(tilt);
            }
            return sum;
        });
    }
}
