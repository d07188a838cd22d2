package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.QuantileComparison;
import dev.gauntlet.stats.histogram.QuantileDesign;
import dev.gauntlet.stats.histogram.QuantileEffect;
import dev.gauntlet.stats.histogram.QuantilePlanning;
import dev.gauntlet.stats.histogram.QuantileResult;
import dev.gauntlet.stats.histogram.QuantileTarget;
import dev.gauntlet.stats.planning.SampleSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error rates and sizes of the comparison of quantiles when every look may stop. */
class QuantileComparisonMonteCarloTest {

    private static final double ALPHA = 0.05;
    private static final double LIMIT = 0.056;
    private static final double[] BOUNDS = {8, 9, 10, 11, 12};
    private static final int RUNS = 2_000;
    private static final int LOOKS = 200;
    private static final MarkdownTable TABLE =
            new MarkdownTable("Quantiles from buckets, a look at every batch, error rates of 0.05", "claim", "made in", "median values");

    @AfterAll
    static void print() {
        TABLE.print();
    }

    /** Shares that make each false part of the claim as likely as can be, and each true part certain. */
    private static LatencySimulation barelyInferior(double p, int looks, int perLook, double... weights) {
        // The champion's quantile is just above 9 and its share at 10 just p; the challenger's is just above 11.
        double low = 0.8 * p;
        double high = 1 - 0.2 * (1 - p);
        return new LatencySimulation(BOUNDS, new double[] {low / 4, low / 3, low / 2, p, high},
                new double[] {low / 2, low, p, high, high}, looks / weights.length, perLook, weights);
    }

    /** Equal quantiles just above 9: the champion's share at 9 and the challenger's at 10 are p. */
    private static LatencySimulation barelyHarmless(double p, int looks, int perLook, double... weights) {
        double low = 0.8 * p;
        double high = 1 - 0.2 * (1 - p);
        return new LatencySimulation(BOUNDS, new double[] {low / 2, low, p, high, high},
                new double[] {low, p, high, high, high}, looks / weights.length, perLook, weights);
    }

    @Tag("calibration")
    @ParameterizedTest
    @CsvSource({"0.5, 20", "0.99, 50", "0.99, 200"})
    void aChallengerWorseByMoreThanTheMarginPassesAtMostAtTheStatedRate(double p, int perLook) {
        var outcome = barelyInferior(p, LOOKS, perLook, 0.5)
                .independent(RUNS, 20261131, when(target(p), design(perLook), QuantileEffect::nonInferior));
        print("false non-inferiority", p, outcome);
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), LIMIT);
    }

    @Tag("calibration")
    @ParameterizedTest
    @CsvSource({"0.5, 20", "0.99, 50", "0.99, 200"})
    void aChallengerWithTheSameQuantileIsAccusedAtMostAtTheStatedRate(double p, int perLook) {
        var outcome = barelyHarmless(p, LOOKS, perLook, 0.5)
                .independent(RUNS, 20261132, when(target(p), design(perLook), QuantileEffect::harmful));
        print("false harm", p, outcome);
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), LIMIT);
    }

    @Tag("calibration")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.99})
    void aRampDoesNotChangeTheErrorRates(double p) {
        var passed = barelyInferior(p, LOOKS / 2, 400, 0.05, 0.25)
                .independent(RUNS / 2, 20261133, when(target(p), design(200), QuantileEffect::nonInferior));
        var accused = barelyHarmless(p, LOOKS / 2, 400, 0.05, 0.25)
                .independent(RUNS / 2, 20261134, when(target(p), design(200), QuantileEffect::harmful));
        print("false non-inferiority on a ramp", p, passed);
        print("false harm on a ramp", p, accused);
        MonteCarloLimits.assertAtMost(passed.stopped(), passed.runs(), LIMIT);
        MonteCarloLimits.assertAtMost(accused.stopped(), accused.runs(), LIMIT);
    }

    @Tag("calibration")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.99})
    void bothRangesHoldTogetherAtAllLooks(double p) {
        Predicate<QuantileEffect> misses = effect -> !(effect.champion().lower() <= 9 && effect.champion().upper() >= 10
                && effect.challenger().lower() <= 11 && effect.challenger().upper() >= 12
                && effect.effect().contains(2.0001));
        var outcome = barelyInferior(p, LOOKS, 100, 0.5).independent(RUNS, 20261135, when(target(p), design(100), misses));
        print("missed ranges", p, outcome);
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), LIMIT);
    }

    @Tag("calibration")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.99})
    void clustersKeepTheErrorRatesWhenUsersAreSlowOrFastAsAWhole(double p) {
        var passed = barelyInferior(p, LOOKS / 4, 400, 0.2, 0.5)
                .sticky(RUNS / 2, 20261136, 400, 0.3, true, when(target(p), design(50), QuantileEffect::nonInferior));
        var accused = barelyHarmless(p, LOOKS / 4, 400, 0.2, 0.5)
                .sticky(RUNS / 2, 20261137, 400, 0.3, true, when(target(p), design(50), QuantileEffect::harmful));
        print("false non-inferiority, sticky users", p, passed);
        print("false harm, sticky users", p, accused);
        MonteCarloLimits.assertAtMost(passed.stopped(), passed.runs(), LIMIT);
        MonteCarloLimits.assertAtMost(accused.stopped(), accused.runs(), LIMIT);
    }

    @Test
    void fewRunsAlreadyRefuteACoarseErrorOfTheMedian() {
        var passed = barelyInferior(0.5, LOOKS, 20, 0.5)
                .independent(200, 20261142, when(target(0.5), design(20), QuantileEffect::nonInferior));
        var accused = barelyHarmless(0.5, LOOKS, 20, 0.5)
                .independent(200, 20261143, when(target(0.5), design(20), QuantileEffect::harmful));
        // Two hundred runs resolve 5 percent to about 4 points.
        MonteCarloLimits.assertAtMost(passed.stopped(), passed.runs(), 0.1);
        MonteCarloLimits.assertAtMost(accused.stopped(), accused.runs(), 0.1);
    }

    @Test
    void takingRequestsForIndependentWouldNot() {
        var accused = barelyHarmless(0.5, LOOKS / 4, 400, 0.2, 0.5)
                .sticky(200, 20261138, 400, 0.3, false, when(target(0.5), design(50), QuantileEffect::harmful));
        print("false harm, sticky users taken for independent", 0.5, accused);
        assertThat(accused.rate()).isGreaterThan(0.2);
    }

    @Tag("calibration")
    @ParameterizedTest
    @CsvSource({"0.5, 2000", "0.9, 8000", "0.99, 60000"})
    void anEqualChallengerPassesAndASlowOneIsFound(double p, int planned) {
        QuantileTarget target = QuantileTarget.ofLatency(p, EffectScale.RELATIVE, 0.2);
        QuantileDesign design = new QuantileDesign(ALPHA, ALPHA, ALPHA, planned, planned);
        var passed = logNormal(1, planned / 50).independent(300, 20261139, when(target, design, QuantileEffect::nonInferior));
        var slower = logNormal(1.3, planned / 50).independent(300, 20261140, when(target, design, QuantileEffect::harmful));
        var muchSlower = logNormal(2, planned / 200).independent(300, 20261141, when(target, design, QuantileEffect::harmful));
        print("equal challenger not inferior by 20 %", p, passed);
        print("harm of latencies times 1.3", p, slower);
        print("harm of latencies times 2", p, muchSlower);
        MonteCarloLimits.assertAtLeast(passed.stopped(), passed.runs(), 0.79);
        MonteCarloLimits.assertAtLeast(slower.stopped(), slower.runs(), 0.79);
        MonteCarloLimits.assertAtLeast(muchSlower.stopped(), muchSlower.runs(), 0.79);
    }

    @Tag("calibration")
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 0.99})
    void thePlanHasItsPowerInTheRunOfAnOpenDesign(double p) {
        QuantileTarget target = QuantileTarget.ofLatency(p, EffectScale.RELATIVE, 0.2);
        SampleSize plan = QuantilePlanning.nonInferiority(logNormalHistogram(), target, ALPHA, 0.2, 0.5, 1).orElseThrow();
        QuantileDesign design = new QuantileDesign(ALPHA, ALPHA, ALPHA, plan.challenger(), plan.champion());
        int perLook = (int) Math.round(SequentialDesign.OPEN_RUN_FRACTION * plan.total() / 150);
        var passed = logNormal(1, perLook).independent(500, 20261142, when(target, design, QuantileEffect::nonInferior));
        print("planned " + Math.round(plan.total()) + " values, found not inferior in 1.85 times that", p, passed);
        MonteCarloLimits.assertAtLeast(passed.stopped(), passed.runs(), 0.79);
    }

    private static Histogram logNormalHistogram() {
        List<Double> bounds = new ArrayList<>();
        List<Long> cumulative = new ArrayList<>();
        for (double bound : logNormalBounds()) {
            bounds.add(bound);
            cumulative.add(Math.round(1e12 * StandardNormal.cdf(Math.log(bound / 0.12) / 0.6)));
        }
        bounds.add(Double.POSITIVE_INFINITY);
        cumulative.add(1_000_000_000_000L);
        return new Histogram(bounds, cumulative);
    }

    private static double[] logNormalBounds() {
        return IntStream.range(0, 60).mapToDouble(k -> 0.02 * Math.pow(2, k / 8.0)).toArray();
    }

    /** Latencies of median 0.12 s and log standard deviation 0.6, in buckets 9 % apart as in a native histogram of schema 3. */
    private static LatencySimulation logNormal(double slowdown, int perLook) {
        double[] bounds = logNormalBounds();
        double[] champion = Arrays.stream(bounds).map(b -> StandardNormal.cdf(Math.log(b / 0.12) / 0.6)).toArray();
        double[] challenger = Arrays.stream(bounds).map(b -> StandardNormal.cdf(Math.log(b / 0.12 / slowdown) / 0.6)).toArray();
        return new LatencySimulation(bounds, challenger, champion, 150, perLook, 0.5);
    }

    private static QuantileTarget target(double p) {
        return QuantileTarget.ofLatency(p, EffectScale.ABSOLUTE, 2);
    }

    private static QuantileDesign design(int perLook) {
        return new QuantileDesign(ALPHA, ALPHA, ALPHA, 70.0 * perLook, 70.0 * perLook);
    }

    private static Predicate<List<HistogramStratum>> when(
            QuantileTarget target, QuantileDesign design, Predicate<QuantileEffect> claim) {
        return strata -> effect(QuantileComparison.of(strata, target, design)).filter(claim).isPresent();
    }

    private static Optional<QuantileEffect> effect(QuantileResult result) {
        if (result instanceof QuantileResult.Compared compared) {
            return Optional.of(compared.effect());
        }
        return result instanceof QuantileResult.BucketsTooCoarse coarse ? Optional.of(coarse.effect()) : Optional.empty();
    }

    private static void print(String what, double p, LatencySimulation.Outcome outcome) {
        TABLE.row("p" + 100 * p + ": " + what, MarkdownTable.percent(outcome.stopped(), outcome.runs()) + " of " + outcome.runs(),
                outcome.medianValues() == Long.MAX_VALUE ? "" : "" + outcome.medianValues());
    }
}
