package dev.gauntlet.decision;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Users who keep their variant, differ in activity (lognormal) and in their own rate (correlation within a user 0.1), and are counted in 64
 * hash buckets. As the challenger's share grows, users move to it; none moves back.
 */
final class StickyUsers {

    static final int LOOKS = 56;
    private static final int USERS = 2000;
    private static final int BUCKETS = 64;
    private static final double RATE = 0.2;
    private static final double CORRELATION = 0.1;
    private static final double REQUESTS_PER_LOOK = 2.9;

    private final RandomGenerator random;
    private final double[] position = new double[USERS];
    private final double[] activity = new double[USERS];
    private final double[] rate = new double[USERS];
    private final int[] bucket = new int[USERS];
    private final long[][][] counts = new long[2][BUCKETS][4];

    StickyUsers(RandomGenerator random) {
        this.random = random;
        double spread = Math.sqrt(CORRELATION * RATE * (1 - RATE));
        for (int u = 0; u < USERS; u++) {
            position[u] = random.nextDouble();
            activity[u] = REQUESTS_PER_LOOK * Math.exp(random.nextGaussian() - 0.5);
            rate[u] = RATE + (random.nextBoolean() ? spread : -spread);
            bucket[u] = random.nextInt(BUCKETS);
        }
    }

    /** Draws the requests until the next look; the first half of the looks has 10% on the challenger, the second 50%. */
    void next(int look) {
        int epoch = look < LOOKS / 2 ? 0 : 1;
        double share = epoch == 0 ? 0.1 : 0.5;
        for (int u = 0; u < USERS; u++) {
            int requests = BinomialSampler.poisson(random, activity[u]);
            int arm = position[u] < share ? 0 : 2;
            counts[epoch][bucket[u]][arm] += requests;
            counts[epoch][bucket[u]][arm + 1] += BinomialSampler.draw(random, requests, rate[u]);
        }
    }

    /** Counts by epoch and bucket. */
    List<ProportionStratum> strata() {
        List<ProportionStratum> strata = new ArrayList<>();
        for (long[][] epoch : counts) {
            TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
            for (int b = 0; b < BUCKETS; b++) {
                long[] c = epoch[b];
                clusters.put("b" + b, new TwoArmCounts(new BinomialCounts(c[0], c[1]), new BinomialCounts(c[2], c[3])));
            }
            strata.add(ProportionStratum.clustered(clusters));
        }
        return strata;
    }
}
