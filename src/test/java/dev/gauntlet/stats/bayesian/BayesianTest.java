package dev.gauntlet.stats.bayesian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.VarianceMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BayesianTest {

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "0, 1, 0, 1", "5, 5, 5, 5", "0, 50, 3, 60", "1, 265, 15, 1798", "700, 1000, 40, 60",
        "0, 1000000, 20, 1000000", "500000000, 1000000000, 499990000, 1000000000", "1000000000000, 1000000000000, 7, 1000"})
    void whateverTheCountsTheFiguresFitTogether(long successes1, long trials1, long successes0, long trials0) {
        BetaComparison comparison = comparison(successes1, trials1, successes0, trials0);
        BetaComparison swapped = comparison(successes0, trials0, successes1, trials1);
        double better = comparison.probabilityGreater();
        assertThat(better).isBetween(0.0, 1.0).isCloseTo(1 - swapped.probabilityGreater(), within(1e-9));
        assertThat(better).isCloseTo(comparison.probabilityLiftAbove(0), within(1e-9));
        assertThat(better).isCloseTo(comparison.probabilityDifferenceAbove(0), within(1e-9));
        assertThat(comparison.expectedLossOfChallenger()).isBetween(0.0, 1.0)
                .isCloseTo(swapped.expectedLossOfChampion(), within(1e-9));
        Interval lift = comparison.liftInterval(0.9);
        assertThat(comparison.probabilityLiftAbove(lift.lower())).isCloseTo(0.95, within(1e-6));
        assertThat(comparison.probabilityLiftAbove(lift.upper())).isCloseTo(0.05, within(1e-6));
        Interval difference = comparison.differenceInterval(0.9);
        assertThat(comparison.probabilityDifferenceAbove(difference.lower())).isCloseTo(0.95, within(1e-6));
        assertThat(comparison.probabilityDifferenceAbove(difference.upper())).isCloseTo(0.05, within(1e-6));
        ArmRanking ranking = new ArmRanking(List.of(comparison.challenger(), comparison.champion()));
        assertThat(ranking.probabilityBest().get(0)).isCloseTo(better, within(1e-9));
        assertThat(ranking.expectedLoss().get(0)).isCloseTo(comparison.expectedLossOfChallenger(), within(1e-9));
        assertThat(comparison.challenger().credibleInterval(0.9).contains(comparison.challenger().mean())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 2, 30", "1, 400, 0, 300", "30, 90, 200, 500", "55, 60, 50, 60"})
    void liftsAndDifferencesAgreeWithAPlainQuadrature(long successes1, long trials1, long successes0, long trials0) {
        BetaComparison comparison = comparison(successes1, trials1, successes0, trials0);
        for (double value : new double[] {-0.7, -0.05, -0.002, 0.001, 0.03, 0.4}) {
            assertThat(comparison.probabilityLiftAbove(value))
                    .isCloseTo(BetaQuadrature.liftAbove(comparison, value), within(1e-8));
            assertThat(comparison.probabilityDifferenceAbove(value))
                    .isCloseTo(BetaQuadrature.differenceAbove(comparison, value), within(1e-8));
        }
    }

    @Test
    void hugeCountsFollowTheNormalLaw() {
        BetaComparison comparison = comparison(500_030_000L, 1_000_000_000L, 500_000_000L, 1_000_000_000L);
        double z = 30_000 / Math.sqrt(2 * 0.25 * 1e9);
        assertThat(comparison.probabilityGreater()).isCloseTo(StandardNormal.cdf(z), within(1e-7));
    }

    @Test
    void identicalVariantsAreEquallyLikelyToBeBetter() {
        assertThat(comparison(3, 10, 3, 10).probabilityGreater()).isCloseTo(0.5, within(1e-13));
        BetaPosterior arm = new BetaPosterior(40, 900);
        assertThat(new ArmRanking(List.of(arm, arm, arm, arm)).probabilityBest()).allSatisfy(
                p -> assertThat(p).isCloseTo(0.25, within(1e-13)));
        assertThat(new ArmRanking(List.of(arm)).expectedMaximum()).isCloseTo(arm.mean(), within(1e-13));
    }

    @Test
    void theMeanLiftOverAnEventlessChampionDoesNotExist() {
        assertThat(comparison(3, 10, 0, 10).meanLift()).isEmpty();
        assertThat(comparison(3, 10, 1, 10).meanLift()).isPresent();
    }

    @Test
    void anEffectIsShrunkTowardsThePriorAndLeftAloneByAFlatOne() {
        EffectEstimate estimate = new EffectEstimate(0.1, 0.12, 0.02, 1e-4, EffectScale.ABSOLUTE,
                VarianceMethod.STRATUM, 100, 100);
        NormalPosterior flat = NormalPosterior.of(NormalPrior.FLAT, estimate);
        assertThat(flat.mean()).isEqualTo(0.02);
        assertThat(flat.standardDeviation()).isEqualTo(0.01);
        NormalPosterior shrunk = NormalPosterior.of(new NormalPrior(0, 0.01), estimate);
        assertThat(shrunk.mean()).isCloseTo(0.01, within(1e-15));
        assertThat(shrunk.probabilityAbove(0.015)).isLessThan(flat.probabilityAbove(0.015));
        assertThat(shrunk.probabilityAbove(0.015) + shrunk.probabilityBelow(0.015)).isCloseTo(1, within(1e-15));
        assertThat(flat.expectedLossOfChampion() - flat.expectedLossOfChallenger()).isCloseTo(0.02, within(1e-15));
        assertThat(new NormalPosterior(1e6, 1e-6).expectedLossOfChallenger()).isZero();
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> new BetaPrior(0, 1)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> new BetaPrior(1, Double.NaN)).hasMessageContaining("beta");
        assertThatThrownBy(() -> new NormalPrior(Double.NaN, 1)).hasMessageContaining("mean");
        assertThatThrownBy(() -> new NormalPrior(0, 0)).hasMessageContaining("standardDeviation");
        assertThatThrownBy(() -> NormalPosterior.of(NormalPrior.FLAT, 0, 0)).hasMessageContaining("standardError");
        assertThatThrownBy(() -> new NormalPosterior(0, 1).probabilityAbove(Double.NaN)).hasMessageContaining("value");
        assertThatThrownBy(() -> comparison(1, 2, 1, 2).probabilityLiftAbove(-2)).hasMessageContaining("lift");
        assertThatThrownBy(() -> comparison(1, 2, 1, 2).liftInterval(1)).hasMessageContaining("level");
        assertThatThrownBy(() -> new ArmRanking(List.of())).hasMessageContaining("arms");
    }

    private static BetaComparison comparison(long successes1, long trials1, long successes0, long trials0) {
        return BetaComparison.of(BetaPrior.JEFFREYS,
                new TwoArmCounts(new BinomialCounts(trials1, successes1), new BinomialCounts(trials0, successes0)));
    }
}
