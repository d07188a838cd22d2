package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.planning.MetricPlan;
import dev.gauntlet.stats.planning.PlannedTest;
import dev.gauntlet.stats.planning.ProportionOutcome;
import dev.gauntlet.stats.planning.SampleSize;
import dev.gauntlet.stats.planning.StoppingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Error rate, power and sample size of the two-sided design when every look may stop. */
class SuperiorityMonteCarloTest {

    private static final double ALPHA = 0.05;
    private static final double BETA = 0.2;
    /** The stated rate and the resolution of the number of runs. */
    private static final double LIMIT = 0.056;
    private static final DoubleUnaryOperator SAME = rate -> rate;

    @Test
    void errsAtMostAtTheStatedRateWhenEveryLookMayStopAlsoPastTheHorizon() {
        MonteCarloLimits.assertAtMost(refuted(0, 3, 20_000, 20261101).size(), 20_000, LIMIT);
    }

    @Test
    void findsTheMinimumEffectInTheLongestRunAndOnAverageMuchEarlier() {
        // Goal 3 of the design: information only, as every metric has it once its sums are near normal.
        int runs = 40_000;
        List<Double> found = refuted(1, SequentialDesign.HORIZON_FRACTION, runs, 20261107);
        MonteCarloLimits.assertAtLeast(found.size(), runs, 0.79);
        assertThat(meanRun(found, runs)).as("mean size over that of a fixed sample").isLessThan(0.80);
    }

    @Test
    void findsTwiceTheMinimumEffectWithAQuarterOfTheFixedSample() {
        int runs = 20_000;
        assertThat(meanRun(refuted(2, SequentialDesign.HORIZON_FRACTION, runs, 20261108), runs)).isLessThan(0.28);
    }

    private static double meanRun(List<Double> found, int runs) {
        return (found.stream().mapToDouble(Double::doubleValue).sum() + SequentialDesign.HORIZON_FRACTION * (runs - found.size())) / runs;
    }

    /** Shares of the plan at which runs with a true effect, in minimum effects, stopped; 1000 looks a plan. */
    private static List<Double> refuted(double effect, double plans, int runs, long seed) {
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 1);
        int looksPerPlan = 1000;
        int looks = (int) Math.round(plans * looksPerPlan);
        double step = design.plannedInformation() / looksPerPlan;
        double[] bounds = new double[looks];
        for (int k = 0; k < looks; k++) {
            // The bound of the score: the design refutes 0 exactly when its interval leaves it out.
            double information = (k + 1) * step;
            bounds[k] = design.interval(estimate(0, information)).upper() * information;
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> stopped = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            double score = 0;
            for (int k = 0; k < looks; k++) {
                score += effect * step + Math.sqrt(step) * random.nextGaussian();
                if (Math.abs(score) > bounds[k]) {
                    stopped.add((k + 1.0) / looksPerPlan);
                    break;
                }
            }
        }
        return stopped;
    }

    @Test
    void errsAtMostAtTheStatedRateOnARampWhileTheBaseRateFalls() {
        // 13 to 7 percent over a ramp from 10 to 50 percent: pooled over the ramp, the challenger would look far worse.
        TrafficSimulation traffic = new TrafficSimulation(EffectScale.ABSOLUTE)
                .epoch(150, 100, 0.1, share -> 0.13 - 0.03 * share, SAME)
                .epoch(250, 100, 0.5, share -> 0.10 - 0.03 * share, SAME);
        TwoSidedDesign design = designForAll(traffic, 0.09, 250 * 25 + 150 * 9);
        var outcome = traffic.run(3_000, 20261102, refutes(design, 0));
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), ALPHA);
        var unstopped = traffic.run(3_000, 20261103, estimate -> false);
        double standardError = 1 / Math.sqrt(design.horizonInformation() * unstopped.runs());
        assertThat(unstopped.meanEffect()).isBetween(-2.6 * standardError, 2.6 * standardError);
    }

    @Test
    void errsAtMostAtTheStatedRateForRareEventsInASmallArm() {
        // Some 30 events of the challenger at the plan, looked at from the first one on.
        TrafficSimulation traffic = new TrafficSimulation(EffectScale.RELATIVE)
                .epoch(450, 400, 0.05, share -> 0.005, SAME);
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 0.53);
        var outcome = traffic.run(8_000, 20261104, refutes(design, 0));
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), LIMIT);
    }

    @Test
    void findsAMinimumLiftOfARateAlmostAsOftenAsTheIdealEffect() {
        SampleSize longest = longestRun(0.10, 0.01);
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 0.10);
        int looks = 400;
        int perLook = (int) (longest.total() / looks);
        var found = new TrafficSimulation(EffectScale.RELATIVE)
                .epoch(looks, perLook, 0.5, share -> 0.10, rate -> 1.10 * rate)
                .run(3_000, 20261105, estimate -> design.pValue(estimate, 0) <= ALPHA && estimate.effect() > 0);
        MonteCarloLimits.assertAtLeast(found.stopped(), found.runs(), 0.76);
        assertThat(found.meanLook() / looks * SequentialDesign.HORIZON_FRACTION)
                .as("mean size over that of a fixed sample").isLessThan(0.88);
    }

    private static Predicate<EffectEstimate> refutes(TwoSidedDesign design, double effect) {
        return estimate -> design.pValue(estimate, effect) <= design.alpha();
    }

    /** Sample of the design's longest run at an even split. */
    private static SampleSize longestRun(double rate, double difference) {
        StoppingRule rule = new StoppingRule(SequentialDesign.HORIZON_FRACTION, 1);
        return new MetricPlan(new ProportionOutcome(rate), PlannedTest.superiority(ALPHA, BETA, rule), 1)
                .sampleSize(difference, 1);
    }

    /** A design whose horizon is reached at the end of the traffic; {@code weight} is the sum of n1 n0/(n1+n0). */
    private static TwoSidedDesign designForAll(TrafficSimulation traffic, double rate, double weight) {
        double planned = weight / (rate * (1 - rate)) / SequentialDesign.HORIZON_FRACTION;
        return SequentialDesign.superiority(ALPHA, BETA, Math.sqrt(Planning.information(ALPHA, 2, BETA, 1) / planned));
    }

    private static EffectEstimate estimate(double effect, double information) {
        return new EffectEstimate(0.5, 0.5 + effect, effect, 1 / information, EffectScale.ABSOLUTE,
                VarianceMethod.STRATUM, 1, 1);
    }
}
