package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.EstimatedPair;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegressionAdjustmentTest {

    @Test
    void aCovariateThatDoesNotVaryAdjustsNothing() {
        UnitSums challenger = new UnitSums(10, 50, 30, 250, 120, 150);
        UnitSums champion = new UnitSums(12, 60, 30, 300, 100, 150);
        RegressionAdjustment cuped = RegressionAdjustment.cuped(challenger, champion).orElseThrow();
        assertThat(cuped.slope()).isZero();
        assertThat(cuped.difference()).isCloseTo(0.5, within(1e-15));
        assertThat(cuped.varianceReduction()).isZero();
        assertThat(cuped.differenceWithSeparateSlopes()).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void aSingleUnitInAnArmAllowsNoComparison() {
        UnitSums one = new UnitSums(1, 5, 3, 25, 9, 15);
        UnitSums many = new UnitSums(12, 60, 30, 300, 100, 150);
        assertThat(RegressionAdjustment.cuped(one, many)).isEmpty();
        assertThat(RegressionAdjustment.ancova(many, one)).isEmpty();
        assertThat(RegressionAdjustment.none(one, one)).isEmpty();
    }

    @Test
    void outcomesThatDoNotVaryGiveNoEffect() {
        UnitSums constant = new UnitSums(10, 50, 30, 300, 90, 150);
        RegressionAdjustment cuped = RegressionAdjustment.cuped(constant, constant).orElseThrow();
        assertThat(cuped.varianceReduction()).isZero();
        assertThat(cuped.effect(EffectScale.ABSOLUTE)).isEmpty();
    }

    @Test
    void theLiftHasTheVarianceThatSimulationShows() {
        SplittableRandom random = new SplittableRandom(20261122);
        int runs = 20_000;
        double sum = 0;
        double squares = 0;
        double claimed = 0;
        for (int run = 0; run < runs; run++) {
            EffectEstimate lift = RegressionAdjustment.cuped(sample(random, 60, 1.5), sample(random, 140, 1)).orElseThrow()
                    .effect(EffectScale.RELATIVE).orElseThrow();
            sum += lift.effect();
            squares += lift.effect() * lift.effect();
            claimed += lift.variance() / runs;
        }
        double variance = (squares - sum * sum / runs) / (runs - 1);
        // Four standard errors of a simulated variance, and the part 1/n that estimating the slope costs.
        assertThat(claimed).isCloseTo(variance, within((4 * Math.sqrt(2.0 / runs) + 1.0 / 60) * variance));
    }

    @Test
    void theAdjustedMeansDifferByTheAdjustedDifference() {
        SplittableRandom random = new SplittableRandom(20261123);
        RegressionAdjustment cuped = RegressionAdjustment.cuped(sample(random, 60, 1.5), sample(random, 140, 1)).orElseThrow();
        EstimatedPair means = cuped.adjustedMeans();
        assertThat(means.difference()).isCloseTo(cuped.difference(), within(1e-12));
        assertThat(means.standardError()).isCloseTo(cuped.standardError(), within(1e-12));
        assertThat(cuped.varianceReduction()).isGreaterThan(0.5);
    }

    /** Units with x normal of mean 3 and y = factor (10 + 2 (x - 3) + noise). */
    private static UnitSums sample(SplittableRandom random, int units, double factor) {
        double[] sums = new double[5];
        for (int u = 0; u < units; u++) {
            double x = 3 + random.nextGaussian();
            double y = factor * (10 + 2 * (x - 3) + random.nextGaussian());
            sums[0] += x;
            sums[1] += y;
            sums[2] += x * x;
            sums[3] += y * y;
            sums[4] += x * y;
        }
        return new UnitSums(units, sums[0], sums[1], sums[2], sums[3], sums[4]);
    }
}
