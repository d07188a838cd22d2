package dev.gauntlet.decision;

import java.util.random.RandomGenerator;

/** Exact binomial draws by inversion; takes about as many steps as the draw is large. */
final class BinomialSampler {

    private BinomialSampler() {
    }

    /** Number of successes among {@code trials} trials, few enough that no success at all has a probability above 1e-300. */
    static int draw(RandomGenerator random, int trials, double rate) {
        double odds = rate / (1 - rate);
        double mass = Math.exp(trials * Math.log1p(-rate));
        double left = random.nextDouble() - mass;
        int successes = 0;
        while (left > 0 && successes < trials) {
            successes++;
            mass *= odds * (trials - successes + 1) / successes;
            left -= mass;
        }
        return successes;
    }

    /** Number of events of a Poisson law with a small mean. */
    static int poisson(RandomGenerator random, double mean) {
        double mass = Math.exp(-mean);
        double left = random.nextDouble() - mass;
        int events = 0;
        while (left > 0 && mass > 0) {
            events++;
            mass *= mean / events;
            left -= mass;
        }
        return events;
    }
}
