package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

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
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 1);
        int looksPerPlan = 500;
        int runs = 20_000;
        SplittableRandom random = new SplittableRandom(20261101);
        int looks = 3 * looksPerPlan;
        double step = design.plannedInformation() / looksPerPlan;
        double[] bounds = new double[looks];
        for (int k = 0; k < looks; k++) {
            // The bound of the score: the design refutes 0 exactly when its interval leaves it out.
            double information = (k + 1) * step;
            Interval interval = design.interval(estimate(0, information));
            bounds[k] = interval.upper() * information;
        }
        int refuted = 0;
        for (int run = 0; run < runs; run++) {
            double score = 0;
            for (int k = 0; k < looks; k++) {
                score += Math.sqrt(step) * random.nextGaussian();
                if (Math.abs(score) > bounds[k]) {
                    refuted++;
                    break;
                }
            }
        }
        MonteCarloLimits.assertAtMost(refuted, runs, LIMIT);
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
    void findsTheMinimumEffectWithThePlannedPowerInTheLongestRun() {
        SamplePlan plan = Planning.superiority(0.10, 0.10, EffectScale.RELATIVE, ALPHA, BETA, 0.5, 1);
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 0.10);
        int looks = 400;
        int perLook = (int) (plan.longestRun().totalTrials() / looks);
        var found = new TrafficSimulation(EffectScale.RELATIVE)
                .epoch(looks, perLook, 0.5, share -> 0.10, rate -> 1.10 * rate)
                .run(3_000, 20261105, estimate -> design.pValue(estimate, 0) <= ALPHA && estimate.effect() > 0);
        MonteCarloLimits.assertAtLeast(found.stopped(), found.runs(), 0.79);
        assertThat(found.meanLook() / looks * SequentialDesign.HORIZON_FRACTION)
                .as("mean size over that of a fixed sample").isLessThan(0.88);
    }

    @Test
    void findsTwiceTheMinimumEffectWithLittleMoreThanAQuarterOfTheFixedSample() {
        SamplePlan plan = Planning.superiority(0.10, 0.10, EffectScale.RELATIVE, ALPHA, BETA, 0.5, 1);
        TwoSidedDesign design = SequentialDesign.superiority(ALPHA, BETA, 0.10);
        int looks = 400;
        int perLook = (int) (plan.longestRun().totalTrials() / looks);
        var found = new TrafficSimulation(EffectScale.RELATIVE)
                .epoch(looks, perLook, 0.5, share -> 0.10, rate -> 1.20 * rate)
                .run(1_000, 20261106, estimate -> design.pValue(estimate, 0) <= ALPHA && estimate.effect() > 0);
        assertThat(found.meanLook() / looks * SequentialDesign.HORIZON_FRACTION)
                .as("mean size over that of a fixed sample").isLessThan(0.31);
    }

    private static Predicate<EffectEstimate> refutes(TwoSidedDesign design, double effect) {
        return estimate -> design.pValue(estimate, effect) <= design.alpha();
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
