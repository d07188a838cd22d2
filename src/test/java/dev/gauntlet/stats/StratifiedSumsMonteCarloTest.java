package dev.gauntlet.stats;

import dev.gauntlet.stats.fixed.MeanComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error rate of the calibrated two-sided design for means, event rates and ratios when every look may stop. */
class StratifiedSumsMonteCarloTest {

    private static final double ALPHA = 0.05;
    /** The stated rate and the resolution of the number of runs. */
    private static final double LIMIT = 0.056;

    /** How often each variance led to a false claim of a difference. */
    private record FalseClaims(int runs, int stratified, int ownVariance) {
    }

    @ParameterizedTest
    @CsvSource({"1.0, ABSOLUTE", "1.5, RELATIVE"})
    void meansOfLognormalValuesKeepTheErrorRateAtAnEvenSplit(double sigma, EffectScale scale) {
        FalseClaims claims = lognormal(2_000, sigma, 60, 60, scale);
        MonteCarloLimits.assertAtMost(claims.stratified(), claims.runs(), LIMIT);
    }

    @Test
    void meansOfASmallArmKeepTheErrorRateWhichItsOwnVarianceWouldNot() {
        FalseClaims claims = lognormal(500, 1.5, 20, 380, EffectScale.ABSOLUTE);
        MonteCarloLimits.assertAtMost(claims.stratified(), claims.runs(), LIMIT);
        MonteCarloLimits.assertAtLeast(claims.ownVariance(), claims.runs(), 0.1);
    }

    private static FalseClaims lognormal(int runs, double sigma, int challengers, int champions, EffectScale scale) {
        int looks = 50;
        double mean = Math.exp(sigma * sigma / 2);
        double variance = Math.expm1(sigma * sigma) * mean * mean;
        TwoSidedDesign design =
                design(looks / (1.0 / challengers + 1.0 / champions) / scale.variance(variance, mean));
        SplittableRandom random = new SplittableRandom(20261131);
        int claims = 0;
        int ownClaims = 0;
        for (int run = 0; run < runs; run++) {
            ArmSums challenger = ArmSums.NONE;
            ArmSums champion = ArmSums.NONE;
            boolean claim = false;
            boolean ownClaim = false;
            for (int look = 1; look <= looks; look++) {
                challenger = challenger.plus(lognormalValues(random, sigma, challengers));
                champion = champion.plus(lognormalValues(random, sigma, champions));
                claim |= claims(design, List.of(SumsStratum.unclustered(challenger, champion)), scale, SumsVariance.mean());
                ownClaim |= scale == EffectScale.ABSOLUTE && MeanComparison.of(challenger, champion).orElseThrow().means()
                        .effect(scale, VarianceMethod.SUMS_OF_SQUARES, 1, 1, Double.POSITIVE_INFINITY)
                        .map(estimate -> design.pValue(estimate, 0) <= ALPHA).orElse(false);
            }
            claims += claim ? 1 : 0;
            ownClaims += ownClaim ? 1 : 0;
        }
        return new FalseClaims(runs, claims, ownClaims);
    }

    private static ArmSums lognormalValues(SplittableRandom random, double sigma, int count) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double value = Math.exp(sigma * random.nextGaussian());
            sum += value;
            squares += value * value;
        }
        return ArmSums.of(count, sum, squares);
    }

    private static boolean claims(TwoSidedDesign design, List<SumsStratum> strata, EffectScale scale, SumsVariance variance) {
        return StratifiedSums.estimate(strata, scale, variance)
                .map(estimate -> design.pValue(estimate, 0) <= ALPHA)
                .orElse(false);
    }

    private static TwoSidedDesign design(double horizonInformation) {
        return TwoSidedDesign.of(ALPHA, horizonInformation / SequentialDesign.HORIZON_FRACTION,
                SequentialDesign.START_FRACTION, SequentialDesign.HORIZON_FRACTION);
    }

    @Test
    void rareEventsInASmallArmKeepTheErrorRate() {
        // Some 30 events of the challenger at the end, looked at from the first one on.
        int looks = 200;
        double events = 3;
        double noChallengerEvent = Math.exp(-0.05 * events);
        double noChampionEvent = Math.exp(-0.95 * events);
        TwoSidedDesign design = design(looks * events * 0.05 * 0.95);
        SplittableRandom random = new SplittableRandom(20261132);
        int runs = 3_000;
        int claims = 0;
        for (int run = 0; run < runs; run++) {
            double challenger = 0;
            double champion = 0;
            boolean claim = false;
            for (int look = 1; look <= looks && !claim; look++) {
                challenger += poisson(random, noChallengerEvent);
                champion += poisson(random, noChampionEvent);
                claim = claims(design, List.of(SumsStratum.unclustered(
                        ArmSums.of(0.05 * look, challenger), ArmSums.of(0.95 * look, champion))),
                        EffectScale.RELATIVE, SumsVariance.eventRate());
            }
            claims += claim ? 1 : 0;
        }
        MonteCarloLimits.assertAtMost(claims, runs, LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"1000, ABSOLUTE", "150, RELATIVE"})
    void ratiosOfStickyUsersKeepTheErrorRateOnARampThatMovesUsers(int users, EffectScale scale) {
        int buckets = 64;
        int looks = 20;
        double[] weights = {0.1, 0.5};
        SplittableRandom random = new SplittableRandom(20261133);
        int runs = 500;
        int claims = 0;
        for (int run = 0; run < runs; run++) {
            Population population = new Population(users, buckets, random.split());
            TwoSidedDesign design = design(population.information(weights, scale));
            List<SumsStratum> closed = new ArrayList<>();
            boolean claim = false;
            for (double weight : weights) {
                double[][] sums = new double[buckets][4];
                SumsStratum current = null;
                for (int look = 0; look < looks && !claim; look++) {
                    population.call(weight, sums);
                    current = SumsStratum.clustered(clusters(sums));
                    List<SumsStratum> strata = new ArrayList<>(closed);
                    strata.add(current);
                    claim = claims(design, strata, scale, SumsVariance.ratio());
                }
                closed.add(current == null ? closed.get(0) : current);
            }
            claims += claim ? 1 : 0;
        }
        MonteCarloLimits.assertAtMost(claims, runs, LIMIT);
    }

    private static TreeMap<String, TwoArmSums> clusters(double[][] sums) {
        TreeMap<String, TwoArmSums> clusters = new TreeMap<>();
        for (int bucket = 0; bucket < sums.length; bucket++) {
            double[] s = sums[bucket];
            clusters.put(Integer.toString(bucket), new TwoArmSums(ArmSums.of(s[0], s[1]), ArmSums.of(s[2], s[3])));
        }
        return clusters;
    }

    /** A Poisson number from the probability of none. */
    private static int poisson(SplittableRandom random, double none) {
        int count = 0;
        for (double p = random.nextDouble(); p > none; p *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    /** Users with a log-normal level and activity of their own; each call costs an exponential amount of the user's level. */
    private static final class Population {

        private static final double LEVEL_SIGMA = 0.5;
        private static final double CALLS_PER_LOOK = 0.5;

        private final SplittableRandom random;
        private final double[] level;
        private final double[] noCall;
        private final double[] position;
        private final int[] bucket;

        Population(int users, int buckets, SplittableRandom random) {
            this.random = random;
            Random gaussian = new Random(random.nextLong());
            level = new double[users];
            noCall = new double[users];
            position = new double[users];
            bucket = new int[users];
            for (int u = 0; u < users; u++) {
                level[u] = Math.exp(LEVEL_SIGMA * gaussian.nextGaussian() - LEVEL_SIGMA * LEVEL_SIGMA / 2);
                noCall[u] = Math.exp(-CALLS_PER_LOOK * Math.exp(gaussian.nextGaussian() - 0.5));
                position[u] = random.nextDouble();
                bucket[u] = random.nextInt(buckets);
            }
        }

        /**
         * One look's calls; a user whose position lies below the weight gets the challenger, and keeps it as the weight
         * grows.
         */
        void call(double weight, double[][] sums) {
            for (int u = 0; u < level.length; u++) {
                int arm = position[u] < weight ? 0 : 2;
                for (int calls = poisson(random, noCall[u]); calls > 0; calls--) {
                    sums[bucket[u]][arm]++;
                    sums[bucket[u]][arm + 1] -= level[u] * Math.log1p(-random.nextDouble());
                }
            }
        }

        /** Roughly the information at the end: that of the users' levels, weighted by their activity. */
        double information(double[] weights, EffectScale scale) {
            double effectiveUsers = level.length / Math.E;
            double share = weights[weights.length - 1];
            return effectiveUsers * share * (1 - share) / Math.expm1(LEVEL_SIGMA * LEVEL_SIGMA);
        }
    }
}
