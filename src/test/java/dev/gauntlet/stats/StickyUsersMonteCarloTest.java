package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.planning.ProportionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users who keep their variant, differ in success rate and activity, and send many requests each. */
class StickyUsersMonteCarloTest {

    private static final double ALPHA = 0.05;
    private static final int LOOKS = 40;

    /** How often each variance led to a false claim of a difference. */
    private record FalseClaims(int runs, int clustered, int binomial) {
    }

    @ParameterizedTest
    @CsvSource({"1000, 64, 0.2", "1000, 16, 0.2", "150, 64, 0.2", "150, 64, 0.9"})
    void clusteringOnBucketsKeepsTheErrorRateOnARampThatMovesUsers(int users, int buckets, double rate) {
        FalseClaims claims = simulate(300, users, buckets, rate, new double[] {0.1, 0.5});
        MonteCarloLimits.assertAtMost(claims.clustered(), claims.runs(), 0.056);
    }

    @Test
    void takingRequestsForIndependentWouldNot() {
        FalseClaims claims = simulate(300, 1000, 64, 0.2, new double[] {0.5});
        assertThat((double) claims.binomial() / claims.runs()).isGreaterThan(0.3);
        MonteCarloLimits.assertAtMost(claims.clustered(), claims.runs(), 0.056);
    }

    private static FalseClaims simulate(int runs, int users, int buckets, double rate, double[] weights) {
        SplittableRandom random = new SplittableRandom(20261121);
        int clustered = 0;
        int binomial = 0;
        for (int run = 0; run < runs; run++) {
            Population population = new Population(users, buckets, rate, random.split());
            TwoSidedDesign clusteredDesign = null;
            TwoSidedDesign binomialDesign = null;
            List<ProportionStratum> closed = new ArrayList<>();
            boolean clusteredClaim = false;
            boolean binomialClaim = false;
            for (double weight : weights) {
                long[][] counts = new long[buckets][4];
                for (int look = 0; look < LOOKS; look++) {
                    population.send(weight, counts);
                    List<ProportionStratum> strata = new ArrayList<>(closed);
                    strata.add(ProportionStratum.clustered(clusters(counts)));
                    List<ProportionStratum> requests = strata.stream()
                            .map(s -> ProportionStratum.unclustered(s.totals().challenger(), s.totals().champion()))
                            .toList();
                    if (clusteredDesign == null) {
                        clusteredDesign = design(population.plannedInformation(weights.length * LOOKS, true));
                        binomialDesign = design(population.plannedInformation(weights.length * LOOKS, false));
                    }
                    clusteredClaim |= claims(clusteredDesign, strata);
                    binomialClaim |= claims(binomialDesign, requests);
                }
                closed.add(ProportionStratum.clustered(clusters(counts)));
            }
            clustered += clusteredClaim ? 1 : 0;
            binomial += binomialClaim ? 1 : 0;
        }
        return new FalseClaims(runs, clustered, binomial);
    }

    private static TwoSidedDesign design(double plannedInformation) {
        return TwoSidedDesign.of(
                ALPHA, plannedInformation, SequentialDesign.START_FRACTION, SequentialDesign.HORIZON_FRACTION);
    }

    private static boolean claims(TwoSidedDesign design, List<ProportionStratum> strata) {
        return StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE)
                .map(estimate -> design.pValue(estimate, 0) <= ALPHA)
                .orElse(false);
    }

    private static TreeMap<String, TwoArmCounts> clusters(long[][] counts) {
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        for (int bucket = 0; bucket < counts.length; bucket++) {
            long[] c = counts[bucket];
            clusters.put(Integer.toString(bucket),
                    new TwoArmCounts(new BinomialCounts(c[0], c[1]), new BinomialCounts(c[2], c[3])));
        }
        return clusters;
    }

    /** Users with a beta-distributed success rate (correlation 0.1 within a user) and log-normal activity. */
    private static final class Population {

        private static final double CORRELATION = 0.1;
        private static final double REQUESTS_PER_LOOK = 1;

        private final SplittableRandom random;
        private final double rate;
        private final double[] userRate;
        private final double[] noRequest;
        private final double[] position;
        private final int[] bucket;

        Population(int users, int buckets, double rate, SplittableRandom random) {
            this.random = random;
            this.rate = rate;
            Random gaussian = new Random(random.nextLong());
            userRate = new double[users];
            noRequest = new double[users];
            position = new double[users];
            bucket = new int[users];
            double precision = 1 / CORRELATION - 1;
            for (int u = 0; u < users; u++) {
                double success = gamma(gaussian, rate * precision);
                userRate[u] = success / (success + gamma(gaussian, (1 - rate) * precision));
                noRequest[u] = Math.exp(-REQUESTS_PER_LOOK * Math.exp(gaussian.nextGaussian() - 0.5));
                position[u] = random.nextDouble();
                bucket[u] = random.nextInt(buckets);
            }
        }

        /** One look's requests; a user whose position lies below the weight gets the challenger, and keeps it as the weight grows. */
        void send(double weight, long[][] counts) {
            for (int u = 0; u < userRate.length; u++) {
                int arm = position[u] < weight ? 0 : 2;
                for (double p = random.nextDouble(); p > noRequest[u]; p *= random.nextDouble()) {
                    counts[bucket[u]][arm]++;
                    counts[bucket[u]][arm + 1] += random.nextDouble() < userRate[u] ? 1 : 0;
                }
            }
        }

        /** Information of the whole run over the horizon's share, of independent requests or with the users' design effect. */
        double plannedInformation(int looks, boolean sticky) {
            double perUser = REQUESTS_PER_LOOK * looks;
            double designEffect = sticky ? 1 + CORRELATION * perUser * Math.E : 1;
            return new ProportionOutcome(rate).information(0, 0.6 * userRate.length * perUser,
                    0.4 * userRate.length * perUser, designEffect) / SequentialDesign.HORIZON_FRACTION;
        }

        /** Marsaglia and Tsang 2000. */
        private static double gamma(Random random, double shape) {
            if (shape < 1) {
                return gamma(random, shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
            }
            double d = shape - 1.0 / 3;
            while (true) {
                double x = random.nextGaussian();
                double v = Math.pow(1 + x / Math.sqrt(9 * d), 3);
                if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                    return d * v;
                }
            }
        }
    }
}
