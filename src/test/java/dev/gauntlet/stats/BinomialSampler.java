package dev.gauntlet.stats;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** Draws binomial counts by a guide table over the distribution function: a few nanoseconds a draw. */
public final class BinomialSampler {

    private static final int GUIDES = 1024;

    private final int trials;
    private final double[] cumulative;
    private final int[] guide = new int[GUIDES];

    public BinomialSampler(int trials, double rate) {
        this.trials = trials;
        BinomialDistribution law = BinomialDistribution.of(trials, rate);
        cumulative = new double[trials + 1];
        for (int x = 0; x <= trials; x++) {
            cumulative[x] = law.cumulativeProbability(x);
        }
        int x = 0;
        for (int g = 0; g < GUIDES; g++) {
            while (x < trials && cumulative[x] < (double) g / GUIDES) {
                x++;
            }
            guide[g] = x;
        }
    }

    public int trials() {
        return trials;
    }

    public int sample(SplittableRandom random) {
        double u = random.nextDouble();
        int x = guide[(int) (u * GUIDES)];
        while (x < trials && cumulative[x] < u) {
            x++;
        }
        return x;
    }
}
