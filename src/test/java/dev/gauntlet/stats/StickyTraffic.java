package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Users who keep their variant at an even split, differ in activity (lognormal) and in their own rate (correlation within a user 0.1),
 * and send three requests a look on average. Two views: variance from 64 hash buckets, and of requests taken for independent.
 */
final class StickyTraffic implements WatchedRuns.Traffic {

    static final int LOOKS = 56;
    private static final int BUCKETS = 64;
    private static final double RATE = 0.2;
    private static final double CORRELATION = 0.1;
    private static final double REQUESTS_PER_LOOK = 3;
    /** Of the square of the activity over the square of its mean: lognormal, sigma 1. */
    private static final double ACTIVITY_SPREAD = Math.E;

    private final int users;
    private final double effect;

    /** @param effect by which each user's rate is higher with the challenger */
    StickyTraffic(int users, double effect) {
        this.users = users;
        this.effect = effect;
    }

    @Override
    public List<double[]> expectedInformation() {
        double[] clustered = new double[LOOKS];
        double[] independent = new double[LOOKS];
        for (int k = 0; k < LOOKS; k++) {
            double perUser = REQUESTS_PER_LOOK * (k + 1);
            independent[k] = users * perUser / 4 / (RATE * (1 - RATE));
            clustered[k] = independent[k] / (1 + CORRELATION * perUser * ACTIVITY_SPREAD);
        }
        return List.of(clustered, independent);
    }

    @Override
    public Run start(SplittableRandom random) {
        double spread = Math.sqrt(CORRELATION * RATE * (1 - RATE));
        double[] noRequest = new double[users];
        double[] rate = new double[users];
        int[] bucket = new int[users];
        boolean[] challenged = new boolean[users];
        for (int u = 0; u < users; u++) {
            noRequest[u] = Math.exp(-REQUESTS_PER_LOOK * Math.exp(random.nextGaussian() - 0.5));
            challenged[u] = random.nextBoolean();
            rate[u] = RATE + (random.nextBoolean() ? spread : -spread) + (challenged[u] ? effect : 0);
            bucket[u] = random.nextInt(BUCKETS);
        }
        long[][] counts = new long[BUCKETS][4];
        return () -> {
            for (int u = 0; u < users; u++) {
                long[] own = counts[bucket[u]];
                int arm = challenged[u] ? 0 : 2;
                for (double p = random.nextDouble(); p > noRequest[u]; p *= random.nextDouble()) {
                    own[arm]++;
                    own[arm + 1] += random.nextDouble() < rate[u] ? 1 : 0;
                }
            }
            ProportionStratum stratum = ProportionStratum.clustered(clusters(counts));
            ProportionStratum requests =
                    ProportionStratum.unclustered(stratum.totals().challenger(), stratum.totals().champion());
            return estimate(stratum).map(byBucket -> List.of(byBucket, estimate(requests).orElseThrow())).orElse(List.of());
        };
    }

    private static Optional<EffectEstimate> estimate(ProportionStratum stratum) {
        return StratifiedProportions.estimate(List.of(stratum), EffectScale.ABSOLUTE);
    }

    private static TreeMap<String, TwoArmCounts> clusters(long[][] counts) {
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        for (int b = 0; b < BUCKETS; b++) {
            long[] c = counts[b];
            clusters.put("b" + b, new TwoArmCounts(new BinomialCounts(c[0], c[1]), new BinomialCounts(c[2], c[3])));
        }
        return clusters;
    }
}
