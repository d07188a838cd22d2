package dev.gauntlet.stats;

import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Values that arrive look by look in buckets of known shares, on a ramp of weights, from independent requests or from users who
 * keep their arm, send many values, and are slow or fast as a whole.
 */
final class LatencySimulation {

    private static final int HASH_BUCKETS = 64;

    private final List<Double> bounds;
    private final double[] challenger;
    private final double[] champion;
    private final int looksPerEpoch;
    private final int valuesPerLook;
    private final double[] weights;

    /** How many runs were stopped and the median number of values, of both arms, that it took. */
    record Outcome(int runs, int stopped, long medianValues) {

        double rate() {
            return (double) stopped / runs;
        }
    }

    /**
     * @param bounds finite bounds
     * @param challenger the challenger's true shares at or below them
     * @param champion the champion's
     * @param weights the challenger's share of the traffic, epoch by epoch
     */
    LatencySimulation(
            double[] bounds, double[] challenger, double[] champion, int looksPerEpoch, int valuesPerLook, double... weights) {
        this.bounds = new ArrayList<>();
        for (double bound : bounds) {
            this.bounds.add(bound);
        }
        this.bounds.add(Double.POSITIVE_INFINITY);
        this.challenger = challenger;
        this.champion = champion;
        this.looksPerEpoch = looksPerEpoch;
        this.valuesPerLook = valuesPerLook;
        this.weights = weights;
    }

    Outcome independent(int runs, long seed, Predicate<List<HistogramStratum>> stop) {
        SplittableRandom random = new SplittableRandom(seed);
        return outcome(runs, stop, () -> (weight, counts) -> {
            for (int k = 0; k < valuesPerLook; k++) {
                boolean challenged = k < Math.round(weight * valuesPerLook);
                counts[0][challenged ? 0 : 1][bucket(random.nextDouble(), challenged ? challenger : champion)]++;
            }
        }, false);
    }

    /**
     * Users with a normal latent speed of the given correlation between two values of one user; the arms' shares stay as they
     * are.
     */
    Outcome sticky(int runs, long seed, int users, double correlation, boolean clustered,
            Predicate<List<HistogramStratum>> stop) {
        Random random = new Random(seed);
        return outcome(runs, stop, () -> {
            double[] speed = new double[users];
            double[] position = new double[users];
            for (int u = 0; u < users; u++) {
                speed[u] = Math.sqrt(correlation) * random.nextGaussian();
                position[u] = random.nextDouble();
            }
            double noise = Math.sqrt(1 - correlation);
            return (weight, counts) -> {
                for (int k = 0; k < valuesPerLook; k++) {
                    int user = random.nextInt(users);
                    boolean challenged = position[user] < weight;
                    double rank = StandardNormal.cdf(speed[user] + noise * random.nextGaussian());
                    counts[user % HASH_BUCKETS][challenged ? 0 : 1][bucket(rank, challenged ? challenger : champion)]++;
                }
            };
        }, clustered);
    }

    private interface Traffic {
        void send(double weight, long[][][] counts);
    }

    private Outcome outcome(
            int runs, Predicate<List<HistogramStratum>> stop, Supplier<Traffic> traffic, boolean clustered) {
        List<Long> values = new ArrayList<>();
        int stopped = 0;
        for (int run = 0; run < runs; run++) {
            Traffic current = traffic.get();
            List<HistogramStratum> closed = new ArrayList<>();
            long sent = 0;
            boolean done = false;
            for (int epoch = 0; epoch < weights.length && !done; epoch++) {
                long[][][] counts = new long[HASH_BUCKETS][2][bounds.size()];
                HistogramStratum open = null;
                for (int look = 0; look < looksPerEpoch && !done; look++) {
                    current.send(weights[epoch], counts);
                    sent += valuesPerLook;
                    open = stratum(counts, clustered);
                    List<HistogramStratum> strata = new ArrayList<>(closed);
                    strata.add(open);
                    done = stop.test(strata);
                }
                closed.add(open);
            }
            stopped += done ? 1 : 0;
            values.add(done ? sent : Long.MAX_VALUE);
        }
        return new Outcome(runs, stopped, values.stream().sorted().skip(runs / 2).findFirst().orElseThrow());
    }

    private HistogramStratum stratum(long[][][] counts, boolean clustered) {
        TreeMap<String, TwoArmHistograms> clusters = new TreeMap<>();
        long[][] totals = new long[2][bounds.size()];
        for (int c = 0; c < HASH_BUCKETS; c++) {
            if (clustered) {
                clusters.put(Integer.toString(c), new TwoArmHistograms(histogram(counts[c][0]), histogram(counts[c][1])));
            }
            for (int j = 0; j < bounds.size(); j++) {
                totals[0][j] += counts[c][0][j];
                totals[1][j] += counts[c][1][j];
            }
        }
        return new HistogramStratum(new TwoArmHistograms(histogram(totals[0]), histogram(totals[1])), clusters);
    }

    private Histogram histogram(long[] counts) {
        List<Long> cumulative = new ArrayList<>();
        long sum = 0;
        for (long count : counts) {
            sum += count;
            cumulative.add(sum);
        }
        return new Histogram(bounds, cumulative);
    }

    private static int bucket(double rank, double[] shares) {
        int bucket = 0;
        while (bucket < shares.length && rank > shares[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
