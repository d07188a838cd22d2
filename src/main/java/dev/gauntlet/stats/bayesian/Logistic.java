package dev.gauntlet.stats.bayesian;

/** Log odds and probabilities. */
final class Logistic {

    private Logistic() {
    }

    /** The probability with given log odds; 1 minus it is precise as the probability of the negative log odds. */
    static double probability(double logit) {
        if (logit > 0) {
            return 1 / (1 + Math.exp(-logit));
        }
        double odds = Math.exp(logit);
        return odds / (1 + odds);
    }

    /**
     * The log odds of a probability; infinite at 0 and 1 and beyond.
     *
     * @param p probability
     * @param q 1 minus it
     */
    static double logit(double p, double q) {
        return p <= 0 ? Double.NEGATIVE_INFINITY : q <= 0 ? Double.POSITIVE_INFINITY : Math.log(p) - Math.log(q);
    }
}
