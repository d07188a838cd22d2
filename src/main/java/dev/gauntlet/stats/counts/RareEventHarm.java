package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import java.util.List;

/**
 * Always-valid evidence that a challenger's events are too many, or too few, beyond a tolerance; made for rare events such as
 * errors, where normal approximations are late or wrong.
 *
 * <p>Let an arm's events arrive at rates r_1, r_0 per unit of exposure and let the challenger have the share s of the exposure.
 * For a tilt h put {@code b = log(1 + s (e^h - 1))} and {@code a = h - b}. Then {@code exp(a x_1 - b x_0)} has the compensator
 * {@code n_1 r_1 (e^a - 1) + n_0 r_0 (e^-b - 1)}, which vanishes when r_1 = r_0 because {@code n_1 (e^a - 1) = n_0 (1 - e^-b)}.
 * So it is a test martingale under equal rates, however the common rate moves (tilted binomial: Lindon, Malek 2022, inhomogeneous
 * Poisson process), and it is one under {@code r_1 = r_0 + d} when {@code n_1 d (e^a - 1)} is taken off its logarithm. A ratio R
 * of the rates counts as R times the exposure. On the side of the hypothesis away from its boundary the evidence only falls. The
 * mean over tilts is {@link TiltMixture#rateIncrease()} or its mirror image.
 *
 * <p>What makes it valid, at every look and from cumulative counts per stratum alone: the challenger's share of the exposure is
 * the same throughout a stratum, apart from the chance of drawing each request's arm, and the events are Poisson, or the rare
 * outcomes of independent trials (whose moment-generating function lies below Poisson's, so that the evidence is on the safe
 * side). The base rate may drift or jump inside a stratum. The observed share of the exposure stands for the expected one: at
 * each look its chance deviation takes away from the variance of x_1, as for any split of a fixed set of requests, but between
 * looks the martingale is only approximate, by terms of the order of the event rate. Simulated error rates stay below the stated
 * one under drifts and jumps. Units that keep their arm over many events are not covered; they call for clusters.
 */
public enum RareEventHarm {

    /** Events are harm: tests "the challenger's rate is at most the champion's, beyond tolerance". */
    EXCESS(1, TiltMixture.rateIncrease()),

    /** Missing events are harm: tests "the challenger's rate is at least the champion's, beyond tolerance". */
    SHORTFALL(-1, TiltMixture.rateDecrease());

    private final int sign;
    private final TiltMixture mixture;

    RareEventHarm(int sign, TiltMixture mixture) {
        this.sign = sign;
        this.mixture = mixture;
    }

    /**
     * Log e-value against "no harm beyond tolerance", from the outcomes of independent trials.
     *
     * @param strata cumulative counts by epoch of constant weights, without clusters; successes are the events
     * @param scale what the tolerance means
     * @param tolerance how much worse is no harm: a difference of the rates or a share of the champion's rate; not negative,
     *     below 1 for a relative shortfall
     * @return 0 when nothing can be compared; reject at error rate alpha when it is at least log(1/alpha)
     * @throws IllegalArgumentException when the tolerance is out of range or a stratum has clusters
     */
    public double logEvidence(List<ProportionStratum> strata, EffectScale scale, double tolerance) {
        return logEvidenceOf(RateStratum.ofProportions(strata), scale, tolerance);
    }

    /**
     * Log e-value against "no harm beyond tolerance", from events over exposures.
     *
     * @param strata cumulative events (numerator) and exposures (denominator) by epoch of constant weights, without clusters
     * @param scale what the tolerance means
     * @param tolerance how much worse is no harm: a difference of the rates or a share of the champion's rate; not negative,
     *     below 1 for a relative shortfall
     * @return 0 when nothing can be compared; reject at error rate alpha when it is at least log(1/alpha)
     * @throws IllegalArgumentException when the tolerance is out of range, events are negative or a stratum has clusters
     */
    public double logEvidenceOfCounts(List<SumsStratum> strata, EffectScale scale, double tolerance) {
        return logEvidenceOf(RateStratum.ofCounts(strata), scale, tolerance);
    }

    private double logEvidenceOf(List<RateStratum> strata, EffectScale scale, double tolerance) {
        Arguments.nonNegative("tolerance", tolerance);
        boolean relative = scale == EffectScale.RELATIVE;
        double ratio = relative ? Arguments.positive("1 + tolerated lift", 1 + sign * tolerance) : 1;
        double difference = relative ? 0 : sign * tolerance;
        double[] exposures = strata.stream().mapToDouble(RateStratum::challengerExposure).toArray();
        List<EventSplit> splits = strata.stream().map(stratum -> stratum.split(ratio)).toList();
        return mixture.logMean(tilt -> {
            double sum = 0;
            for (int s = 0; s < exposures.length; s++) {
                EventSplit split = splits.get(s);
                sum += split.logRatio(tilt);
                if (difference != 0) {
                    sum -= exposures[s] * difference * split.challengerIncrease(tilt);
                }
            }
            return sum;
        });
    }
}
