package dev.gauntlet.stats;

/**
 * A stratum with its share of the Mantel-Haenszel weight. All variances are those of the stratum's contribution to the weighted means.
 *
 * @param share the stratum's weight over the sum of all weights
 * @param counts counts of both arms, both observed
 */
record WeightedStratum(double share, TwoArmCounts counts) {

    /** At the observed rates: {@code share^2 R Q / n} (Greenland and Robins 1985). */
    ArmVariances observedVariances() {
        return binomial(counts.challenger().rate(), counts.champion().rate());
    }

    /**
     * When both arms share one rate, estimated from their pooled counts: the variance of the hypergeometric law of one arm's successes
     * given the successes of both.
     *
     * @param extra successes and failures added to the pooled counts
     */
    ArmVariances pooledVariances(double extra) {
        double successes = (double) counts.challenger().successes() + counts.champion().successes();
        double rate = (successes + extra) / (trials() + 2 * extra);
        return binomial(rate, rate).times(smallSampleFactor());
    }

    /** At the rates that fit best under a hypothesis (Miettinen and Nurminen 1985). */
    ArmVariances scoreVariances(RestrictedRates rates) {
        return binomial(rates.challenger(), rates.champion()).times(smallSampleFactor());
    }

    /** Likelihood variances (see {@link BinomialDeviance}) at the rates that fit best under a hypothesis. */
    ArmVariances likelihoodVariances(RestrictedRates rates) {
        return new ArmVariances(
                BinomialDeviance.equivalentVariance(counts.challenger(), rates.challenger()),
                BinomialDeviance.equivalentVariance(counts.champion(), rates.champion()))
                .times(share * share * smallSampleFactor());
    }

    /** As if the whole stratum had seen half an event: the least variance that finite data can claim. */
    ArmVariances smallestVariances() {
        double rate = 0.5 / trials();
        return binomial(rate, rate);
    }

    private ArmVariances binomial(double challenger, double champion) {
        return new ArmVariances(
                share * share * challenger * (1 - challenger) / counts.challenger().trials(),
                share * share * champion * (1 - champion) / counts.champion().trials());
    }

    private double trials() {
        return (double) counts.challenger().trials() + counts.champion().trials();
    }

    private double smallSampleFactor() {
        return trials() / (trials() - 1);
    }
}
