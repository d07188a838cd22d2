package dev.gauntlet.stats;

import java.util.List;

/**
 * Variance of weighted event rates whose counts are Poisson, times a dispersion factor, at the rates that fit the data best under
 * a hypothesis. The deviate is taken over the likelihood variance, for the reasons given at {@link ProportionNullVariance}.
 *
 * @param shares each stratum's share of the weight
 * @param strata events and exposure of both arms
 * @param dispersion variance of the counts over that of the Poisson law, at least 1
 */
record PoissonVariance(List<Double> shares, List<TwoArmSums> strata, double dispersion) implements IndependentVariance {

    PoissonVariance {
        shares = List.copyOf(shares);
        strata = List.copyOf(strata);
    }

    /**
     * @throws IllegalArgumentException when an event count is negative
     */
    static PoissonVariance of(List<Double> shares, List<TwoArmSums> strata, double dispersion) {
        for (TwoArmSums sums : strata) {
            Arguments.nonNegative("challenger events", sums.challenger().numerator());
            Arguments.nonNegative("champion events", sums.champion().numerator());
        }
        return new PoissonVariance(shares, strata, dispersion);
    }

    @Override
    public NullVariance.Variances under(EffectScale scale, double effect) {
        double ratio = scale.ratio(effect);
        double score = 0;
        double likelihood = 0;
        for (int s = 0; s < strata.size(); s++) {
            TwoArmSums sums = strata.get(s);
            RestrictedEventRates rates = scale == EffectScale.ABSOLUTE
                    ? RestrictedEventRates.underDifference(sums, effect)
                    : RestrictedEventRates.underRatio(sums, ratio);
            double square = shares.get(s) * shares.get(s);
            double least = atOneRate(sums, 0.5).ofContrast(ratio);
            score += square * Math.max(least, rates.variances(sums).ofContrast(ratio));
            likelihood += square * Math.max(least, rates.likelihoodVariances(sums).ofContrast(ratio));
        }
        return new NullVariance.Variances(dispersion * score, dispersion * likelihood);
    }

    /**
     * Stratum by stratum the larger of the variance at the observed rates and the one at the pooled rate with half an event
     * added.
     */
    @Override
    public double atEstimate(EffectScale scale, double effect) {
        double ratio = scale.ratio(effect);
        double sum = 0;
        for (int s = 0; s < strata.size(); s++) {
            TwoArmSums sums = strata.get(s);
            double observed = new RestrictedEventRates(sums.challenger().ratio(), sums.champion().ratio())
                    .variances(sums).ofContrast(ratio);
            double events = sums.challenger().numerator() + sums.champion().numerator();
            sum += shares.get(s) * shares.get(s) * Math.max(observed, atOneRate(sums, events + 0.5).ofContrast(ratio));
        }
        return dispersion * sum;
    }

    @Override
    public double degreesOfFreedom() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double smallestEffect(EffectScale scale) {
        return scale == EffectScale.ABSOLUTE ? Double.NEGATIVE_INFINITY : -1;
    }

    /** As if the stratum's exposure had seen so many events, at one rate in both arms. */
    private static ArmVariances atOneRate(TwoArmSums sums, double events) {
        double rate = events / (sums.challenger().denominator() + sums.champion().denominator());
        return new RestrictedEventRates(rate, rate).variances(sums);
    }
}
