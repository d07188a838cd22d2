package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.StratifiedSums;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.SumsVariance;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CovariateAdjustmentTest {

    @Test
    void oneStratumGivesTheAnalysisOfCovariance() {
        CovariateAdjustment.Stratum stratum = new CovariateAdjustment.Stratum(sample(1, 4000, 10, 0.2), sample(2, 4000, 10, 0));

        RegressionAdjustment exact = RegressionAdjustment.ancova(stratum.challenger(), stratum.champion()).orElseThrow();
        EffectEstimate adjusted = estimate(CovariateAdjustment.adjusted(List.of(stratum)));

        assertThat(adjusted.effect()).isCloseTo(exact.difference(), within(1e-9));
        assertThat(adjusted.standardError()).isCloseTo(exact.standardError(), within(1e-6));
    }

    @Test
    void aCovariateThatExplainsMuchNarrowsTheIntervalAndLeavesTheEffect() {
        CovariateAdjustment.Stratum stratum = new CovariateAdjustment.Stratum(sample(3, 4000, 10, 0.2), sample(4, 4000, 10, 0));

        EffectEstimate plain = estimate(List.of(SumsStratum.unclustered(values(stratum.challenger()), values(stratum.champion()))));
        EffectEstimate adjusted = estimate(CovariateAdjustment.adjusted(List.of(stratum)));

        assertThat(adjusted.standardError()).isLessThan(0.6 * plain.standardError());
        assertThat(adjusted.effect()).isCloseTo(0.2, within(4 * adjusted.standardError()));
    }

    @Test
    void aMovingCovariateDoesNotBiasARamp() {
        // Between the strata covariate and value rise together; the challenger gets most of its traffic in the second.
        CovariateAdjustment.Stratum early = new CovariateAdjustment.Stratum(sample(5, 500, 10, 0), sample(6, 9500, 10, 0));
        CovariateAdjustment.Stratum late = new CovariateAdjustment.Stratum(sample(7, 5000, 20, 0), sample(8, 5000, 20, 0));

        EffectEstimate adjusted = estimate(CovariateAdjustment.adjusted(List.of(early, late)));

        assertThat(Math.abs(adjusted.effect())).isLessThan(4 * adjusted.standardError());
    }

    @Test
    void aConstantCovariateChangesNothing() {
        UnitSums constant = new UnitSums(100, 300, 500, 900, 2600, 1500);
        assertThat(CovariateAdjustment.slope(List.of(new CovariateAdjustment.Stratum(constant, constant)))).isZero();
    }

    private static EffectEstimate estimate(List<SumsStratum> strata) {
        return StratifiedSums.estimate(strata, EffectScale.ABSOLUTE, SumsVariance.mean()).orElseThrow();
    }

    private static ArmSums values(UnitSums sums) {
        return ArmSums.of(sums.count(), sums.sumY(), sums.sumYSquared());
    }

    /** The covariate lies around the level; the value too, moved by the effect. */
    private static UnitSums sample(long seed, int n, double level, double effect) {
        double correlation = 0.9;
        SplittableRandom random = new SplittableRandom(seed);
        double[] sums = new double[5];
        for (int i = 0; i < n; i++) {
            double common = random.nextGaussian();
            double x = level + common;
            double y = level + effect + correlation * common + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            sums[0] += x;
            sums[1] += y;
            sums[2] += x * x;
            sums[3] += y * y;
            sums[4] += x * y;
        }
        return new UnitSums(n, sums[0], sums[1], sums[2], sums[3], sums[4]);
    }
}
