package dev.gauntlet.stats;

/**
 * Maximum-likelihood rates of two Poisson arms with exposures T and events x under a fixed difference or ratio.
 *
 * @param challenger the challenger's rate, at least 0
 * @param champion the champion's rate, at least 0
 */
public record RestrictedEventRates(double challenger, double champion) {

    /** Below this relative deviation the likelihood variance is the Poisson one to double precision. */
    private static final double SAME = 1e-12;

    /** The rates that maximise the likelihood among those with {@code challenger == ratio * champion}, ratio at least 0. */
    public static RestrictedEventRates underRatio(TwoArmSums sums, double ratio) {
        double champion = (sums.challenger().numerator() + sums.champion().numerator())
                / (ratio * sums.challenger().denominator() + sums.champion().denominator());
        return new RestrictedEventRates(ratio * champion, champion);
    }

    /**
     * The rates that maximise the likelihood among those with {@code challenger - champion == difference}.
     *
     * @param sums exposure in both arms
     * @param difference finite
     */
    public static RestrictedEventRates underDifference(TwoArmSums sums, double difference) {
        if (difference >= 0) {
            double champion = lower(sums.champion(), sums.challenger(), difference);
            return new RestrictedEventRates(champion + difference, champion);
        }
        double challenger = lower(sums.challenger(), sums.champion(), -difference);
        return new RestrictedEventRates(challenger, challenger - difference);
    }

    /** Variances of both arms' rates, rate / exposure. */
    ArmVariances variances(TwoArmSums sums) {
        return new ArmVariances(challenger / sums.challenger().denominator(), champion / sums.champion().denominator());
    }

    /**
     * Variances v for which the squared deviation of an arm's observed rate over v is its likelihood-ratio statistic
     * (see {@link BinomialDeviance}).
     */
    ArmVariances likelihoodVariances(TwoArmSums sums) {
        return new ArmVariances(likelihoodVariance(sums.challenger(), challenger), likelihoodVariance(sums.champion(), champion));
    }

    private static double likelihoodVariance(ArmSums arm, double rate) {
        if (rate <= 0) {
            return 0;
        }
        double deviation = arm.ratio() / rate - 1;
        return Math.abs(deviation) <= SAME
                ? rate / arm.denominator()
                : deviation / RelativeEntropy.excess(deviation) * deviation * rate / (2 * arm.denominator());
    }

    /**
     * The rate r of the arm that is lower by d: the root of {@code T r^2 + (T d - X) r - x d}, with T and X the exposure and
     * events of both arms and x the events of the lower one, written without cancellation.
     */
    private static double lower(ArmSums low, ArmSums high, double difference) {
        double exposure = low.denominator() + high.denominator();
        double b = difference - (low.numerator() + high.numerator()) / exposure;
        double c = low.numerator() / exposure * difference;
        double root = Math.sqrt(b * b + 4 * c);
        if (b <= 0) {
            return (root - b) / 2;
        }
        return 2 * c / (root + b);
    }
}
