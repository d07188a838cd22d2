package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.BinomialSampler;
import dev.gauntlet.stats.MarkdownTable;
import dev.gauntlet.stats.MonteCarloLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error rates and speed of the test of the traffic split when it looks every 500 requests. */
class SampleRatioMonteCarloTest {

    private static final double ALPHA = 0.001;
    private static final int STEP = 500;
    private static final SampleRatioTest TEST = SampleRatioTest.USUAL;
    private static final MarkdownTable TABLE =
            new MarkdownTable("Traffic split at 0.001, looked at every 500 requests", "planned / true share", "runs", "accused", "median requests");

    @AfterAll
    static void print() {
        TABLE.print();
    }

    @Tag("calibration")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.05})
    void aRightSplitIsAccusedAtMostOnceInAThousandRunsOfAMillionRequests(double share) {
        int runs = 100_000;
        int accused = accused(share, 1_000_000 / STEP, runs);
        TABLE.row(share + " / " + share, "" + runs, String.format(Locale.ROOT, "%.3f %%", 100.0 * accused / runs), "1,000,000 at most");
        MonteCarloLimits.assertAtMost(accused, runs, ALPHA);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.05})
    void aRightSplitIsAccusedAtMostOnceInAThousandRunsOfAHundredThousandRequests(double share) {
        MonteCarloLimits.assertAtMost(accused(share, 100_000 / STEP, 50_000), 50_000, ALPHA);
    }

    private static int accused(double share, int looks, int runs) {
        // At constant weights the evidence depends on one count alone, so that its bounds can be computed once.
        int[] least = new int[looks];
        int[] most = new int[looks];
        for (int look = 0; look < looks; look++) {
            int requests = (look + 1) * STEP;
            int expected = (int) Math.round(share * requests);
            least[look] = firstAccused(share, requests, expected, -1);
            most[look] = firstAccused(share, requests, expected, 1);
        }
        BinomialSampler sampler = new BinomialSampler(STEP, share);
        SplittableRandom random = new SplittableRandom(20261124);
        int accused = 0;
        for (int run = 0; run < runs; run++) {
            int count = 0;
            boolean wrong = false;
            for (int look = 0; look < looks && !wrong; look++) {
                count += sampler.sample(random);
                wrong = count <= least[look] || count >= most[look];
            }
            accused += wrong ? 1 : 0;
        }
        return accused;
    }

    @Tag("calibration")
    @ParameterizedTest
    @CsvSource({"0.5, 0.52, 12000", "0.5, 0.51, 50000", "0.05, 0.055, 40000", "0.5, 1, 500", "0.05, 0, 1000"})
    void aWrongSplitIsFoundWithin(double share, double actual, int medianRequests) {
        SplittableRandom random = new SplittableRandom(20261125);
        BinomialSampler sampler = actual == 0 || actual == 1 ? null : new BinomialSampler(STEP, actual);
        List<Integer> found = new ArrayList<>();
        for (int run = 0; run < 301; run++) {
            long count = 0;
            int requests = 0;
            do {
                requests += STEP;
                count += sampler == null ? (long) (actual * STEP) : sampler.sample(random);
            } while (!accuses(share, requests, count) && requests < 200_000);
            found.add(requests);
        }
        int median = found.stream().sorted().skip(150).findFirst().orElseThrow();
        TABLE.row(share + " / " + actual, "301", "all", String.format(Locale.ROOT, "%,d", median));
        assertThat(median).isLessThanOrEqualTo(medianRequests);
    }

    @Test
    void aRampOfThreeArmsIsAccusedAtMostAtTheStatedRate() {
        // Error rate 0.01, whose excess 2,000 runs can tell.
        double[][] weights = {{0.9, 0.05, 0.05}, {0.6, 0.2, 0.2}, {0.34, 0.33, 0.33}};
        SplittableRandom random = new SplittableRandom(20261126);
        int accused = 0;
        int runs = 2_000;
        for (int run = 0; run < runs; run++) {
            List<TrafficEpoch> epochs = new ArrayList<>();
            boolean wrong = false;
            for (double[] shares : weights) {
                BinomialSampler first = new BinomialSampler(STEP, shares[1]);
                long[] counts = new long[3];
                for (int look = 0; look < 15 && !wrong; look++) {
                    int one = first.sample(random);
                    int two = 0;
                    for (int request = one; request < STEP; request++) {
                        two += random.nextDouble() * (shares[0] + shares[2]) < shares[2] ? 1 : 0;
                    }
                    counts[0] += STEP - one - two;
                    counts[1] += one;
                    counts[2] += two;
                    List<TrafficEpoch> now = new ArrayList<>(epochs);
                    now.add(split(shares, counts));
                    wrong = TEST.ofRequests(now).orElseThrow().logEValue() >= -Math.log(0.01);
                }
                epochs.add(split(shares, counts));
            }
            accused += wrong ? 1 : 0;
        }
        MonteCarloLimits.assertAtMost(accused, runs, 0.01);
    }

    @Tag("calibration")
    @ParameterizedTest
    @CsvSource({"0.5, 5, 64", "0.5, 20, 64", "0.05, 20, 64", "0.05, 10, 16"})
    void clientsWhoKeepTheirArmAreAccusedAtMostAtTheStatedRate(double share, int requestsPerClient, int buckets) {
        int runs = 600;
        SplittableRandom random = new SplittableRandom(20261127);
        int accused = 0;
        for (int run = 0; run < runs; run++) {
            accused += accusesClients(random, new double[] {share, share}, share, requestsPerClient, buckets, 25, 0.01) ? 1 : 0;
        }
        // Six hundred runs cannot resolve a tenth of a percent; the level watched here is ten times higher.
        MonteCarloLimits.assertAtMost(accused, runs, 0.01);
    }

    @Test
    void clientsWhoChangeArmDuringARampAreNotAccusedButAWrongSplitOfClientsIs() {
        SplittableRandom random = new SplittableRandom(20261128);
        int accused = 0;
        int found = 0;
        for (int run = 0; run < 500; run++) {
            accused += accusesClients(random, new double[] {0.05, 0.5}, 0, 10, 64, 25, 0.01) ? 1 : 0;
            found += run < 50 && accusesClients(random, new double[] {0.5}, 0.6, 10, 64, 100, ALPHA) ? 1 : 0;
        }
        MonteCarloLimits.assertAtMost(accused, 500, 0.01);
        assertThat(found).isGreaterThan(45);
    }

    /** Clients arrive as new ones or come back; a client's position on [0, 1) decides for the challenger below its weight. */
    private static boolean accusesClients(SplittableRandom random, double[] weights, double actual, int requestsPerClient, int buckets,
            int looksPerWeight, double alpha) {
        List<double[]> clients = new ArrayList<>();
        List<TrafficEpoch> closed = new ArrayList<>();
        for (double weight : weights) {
            double threshold = actual == 0 ? weight : actual;
            long[][] counts = new long[buckets][2];
            for (int look = 0; look < looksPerWeight; look++) {
                for (int request = 0; request < STEP; request++) {
                    if (clients.isEmpty() || random.nextDouble() * requestsPerClient < 1) {
                        clients.add(new double[] {random.nextDouble(), random.nextInt(buckets)});
                    }
                    int recent = Math.min(clients.size(), 200);
                    double[] client = clients.get(clients.size() - 1 - random.nextInt(recent));
                    counts[(int) client[1]][client[0] < threshold ? 1 : 0]++;
                }
                List<TrafficEpoch> epochs = new ArrayList<>(closed);
                epochs.add(clustered(weight, counts));
                if (TEST.ofUnits(epochs).filter(ratio -> ratio.isMismatch(alpha, 0)).isPresent()) {
                    return true;
                }
            }
            closed.add(clustered(weight, counts));
        }
        return false;
    }

    private static TrafficEpoch clustered(double weight, long[][] counts) {
        TreeMap<String, List<Long>> clusters = new TreeMap<>();
        for (int bucket = 0; bucket < counts.length; bucket++) {
            clusters.put(Integer.toString(bucket), List.of(counts[bucket][0], counts[bucket][1]));
        }
        return TrafficEpoch.clustered(List.of(1 - weight, weight), clusters);
    }

    private static TrafficEpoch split(double[] shares, long[] counts) {
        return TrafficEpoch.unclustered(IntStream.range(0, shares.length).mapToObj(arm -> shares[arm]).toList(),
                LongStream.of(counts).boxed().toList());
    }

    /** The count nearest to the expected one, in a direction, that is accused; one out of reach when none is. */
    private static int firstAccused(double share, int requests, int expected, int direction) {
        int inside = expected;
        int outside = direction < 0 ? -1 : requests + 1;
        while (Math.abs(outside - inside) > 1) {
            int middle = (inside + outside) / 2;
            if (accuses(share, requests, middle)) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    private static boolean accuses(double share, long requests, long challenger) {
        return TEST.ofRequests(List.of(split(new double[] {1 - share, share}, new long[] {requests - challenger, challenger})))
                .orElseThrow().logEValue() >= -Math.log(ALPHA);
    }
}
