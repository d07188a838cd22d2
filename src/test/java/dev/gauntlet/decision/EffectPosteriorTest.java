package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.bayesian.NormalPosterior;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Minimum detectable effect 0.02, so the prior is N(0, 0.04^2). */
class EffectPosteriorTest {

    private static final Metric UP = metric(Direction.Increase, null);
    private static final Metric DOWN = metric(Direction.Decrease, null);

    @Test
    void thePriorHasTwiceTheMinimumEffectForItsStandardDeviation() {
        EffectEstimate estimate = estimate(100, 60, 50);
        double variance = estimate.standardError() * estimate.standardError();
        double precision = 1 / variance + 1 / (0.04 * 0.04);

        NormalPosterior posterior = EffectPosterior.of(designs(UP), estimate);

        assertThat(posterior.mean()).isCloseTo(estimate.effect() / variance / precision, within(1e-12));
        assertThat(posterior.standardDeviation()).isCloseTo(1 / Math.sqrt(precision), within(1e-12));
    }

    @Test
    void muchDataOutweighThePrior() {
        EffectEstimate estimate = estimate(1_000_000_000, 600_000_000, 500_000_000);

        assertThat(EffectPosterior.of(designs(UP), estimate).mean()).isCloseTo(0.1, within(1e-5));
    }

    @Test
    void equalVariantsAreBetterWithProbabilityOneHalf() {
        Posterior posterior = report(UP, estimate(1000, 500, 500));

        assertThat(posterior.probabilityBetter()).isCloseTo(0.5, within(1e-12));
        assertThat(posterior.lower()).isCloseTo(-posterior.upper(), within(1e-12));
        assertThat(posterior.expectedLoss()).isPositive();
    }

    @Test
    void whatIsBetterForOneDirectionIsWorseForTheOther() {
        EffectEstimate more = estimate(1000, 540, 500);
        EffectEstimate less = estimate(1000, 500, 540);
        Posterior up = report(UP, more);

        assertThat(up.probabilityBetter()).isGreaterThan(0.9);
        assertThat(report(DOWN, more).probabilityBetter()).isCloseTo(1 - up.probabilityBetter(), within(1e-9));
        assertThat(report(DOWN, less).probabilityBetter()).isCloseTo(up.probabilityBetter(), within(1e-9));
        assertThat(report(DOWN, less).expectedLoss()).isCloseTo(up.expectedLoss(), within(1e-9));
        assertThat(report(DOWN, more).expectedLoss()).isGreaterThan(up.expectedLoss());
    }

    @Test
    void thePracticalEffectIsCountedInTheDirectionOfBetter() {
        Metric up = metric(Direction.Increase, "0.01");
        Metric down = metric(Direction.Decrease, "0.01");
        EffectEstimate more = estimate(1000, 540, 500);
        Posterior posterior = report(up, more);

        assertThat(posterior.probabilityBeyondPractical())
                .isCloseTo(EffectPosterior.of(designs(up), more).probabilityAbove(0.01), within(1e-12))
                .isLessThan(posterior.probabilityBetter());
        assertThat(report(down, estimate(1000, 500, 540)).probabilityBeyondPractical())
                .isCloseTo(posterior.probabilityBeyondPractical(), within(1e-9));
    }

    @Test
    void withoutAPracticalEffectEveryBetterEffectCounts() {
        Posterior posterior = report(UP, estimate(1000, 540, 500));

        assertThat(posterior.probabilityBeyondPractical()).isEqualTo(posterior.probabilityBetter());
    }

    @Test
    void theCredibleIntervalHasTheLevelOfTheMetric() {
        NormalPosterior posterior = EffectPosterior.of(designs(UP), estimate(1000, 540, 500));
        Posterior reported = report(UP, estimate(1000, 540, 500));

        assertThat(posterior.probabilityBelow(reported.lower())).isCloseTo(0.025, within(1e-9));
        assertThat(posterior.probabilityAbove(reported.upper())).isCloseTo(0.025, within(1e-9));
    }

    private static Posterior report(Metric metric, EffectEstimate estimate) {
        return EffectPosterior.report(metric, designs(metric), estimate);
    }

    private static MetricDesigns designs(Metric metric) {
        return MetricDesigns.of(metric, Specs.perRequest("0.01", metric));
    }

    private static Metric metric(Direction direction, String practical) {
        Metric some = Specs.success(direction, Specs.absolute("0.02"));
        return new Metric(some.name(), some.role(), null, some.type(), direction, some.minimumDetectableEffect(),
                practical == null ? null : Specs.absolute(practical), null, null, null, null, null, null, null);
    }

    private static EffectEstimate estimate(long trials, long challenger, long champion) {
        return StratifiedProportions.estimate(List.of(ProportionStratum.unclustered(new BinomialCounts(trials, challenger),
                new BinomialCounts(trials, champion))), EffectScale.ABSOLUTE).orElseThrow();
    }
}
