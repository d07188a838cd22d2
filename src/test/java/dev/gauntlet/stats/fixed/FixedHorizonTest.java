package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.EstimatedPair;
import dev.gauntlet.stats.FixedVariance;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.StratifiedSums;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.SumsVariance;
import dev.gauntlet.stats.TwoArmSums;
import dev.gauntlet.stats.VarianceMethod;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FixedHorizonTest {

    private static final FixedHorizon TEST = new FixedHorizon(0.05);

    @Test
    void aKnownVarianceGivesTheTextbookInterval() {
        EffectEstimate estimate = estimate(0.3, 0.04, Double.POSITIVE_INFINITY);
        Interval interval = TEST.interval(estimate);
        assertThat(interval.lower()).isCloseTo(0.3 - 1.959963984540054 * 0.2, within(1e-13));
        assertThat(interval.upper()).isCloseTo(0.3 + 1.959963984540054 * 0.2, within(1e-13));
        assertThat(interval.level()).isEqualTo(0.95);
        assertThat(TEST.lowerBound(estimate)).isCloseTo(0.3 - 1.6448536269514722 * 0.2, within(1e-13));
        assertThat(TEST.upperBound(estimate)).isCloseTo(0.3 + 1.6448536269514722 * 0.2, within(1e-13));
        assertThat(FixedHorizon.pValue(estimate, 0).value()).isCloseTo(0.13361440253771614, within(1e-14));
        assertThat(FixedHorizon.pAbove(estimate, 0).value()).isCloseTo(0.06680720126885807, within(1e-14));
        assertThat(FixedHorizon.pBelow(estimate, 0).value()).isCloseTo(0.9331927987311419, within(1e-14));
    }

    @Test
    void fewClustersAreReferredToStudentsLaw() {
        EffectEstimate estimate = estimate(0.3, 0.04, 7);
        TDistribution student = TDistribution.of(7);
        double half = 0.2 * student.inverseSurvivalProbability(0.025);
        assertThat(TEST.interval(estimate).lower()).isCloseTo(0.3 - half, within(1e-10));
        assertThat(TEST.interval(estimate).upper()).isCloseTo(0.3 + half, within(1e-10));
        assertThat(FixedHorizon.pValue(estimate, 0).value()).isCloseTo(2 * student.survivalProbability(1.5), within(1e-12));
    }

    @Test
    void evidenceBeyondTheSmallestDoubleKeepsItsLogarithm() {
        PValue p = FixedHorizon.pAbove(estimate(100, 1, Double.POSITIVE_INFINITY), 0);
        assertThat(p.value()).isZero();
        assertThat(p.log()).isCloseTo(-5005.5242086942050886, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(EffectScale.class)
    void anEffectLeavesTheIntervalWhereItsPValueFallsBelowAlpha(EffectScale scale) {
        long[][] cells = {{12, 400, 30, 700}, {0, 400, 3, 700}, {400, 400, 690, 700}, {1, 1, 1, 1}, {5, 1000, 1, 50}};
        for (long[] c : cells) {
            EffectEstimate estimate = proportions(c[0], c[1], c[2], c[3], scale).orElseThrow();
            Interval interval = TEST.interval(estimate);
            if (interval.lower() > estimate.nullVariance().smallestEffect()) {
                assertThat(FixedHorizon.pValue(estimate, interval.lower()).value())
                        .isCloseTo(0.05, Percentage.withPercentage(1e-6));
            }
            if (interval.upper() < estimate.nullVariance().largestEffect()) {
                assertThat(FixedHorizon.pValue(estimate, interval.upper()).value())
                        .isCloseTo(0.05, Percentage.withPercentage(1e-6));
            }
            assertThat(TEST.lowerBound(estimate)).isBetween(interval.lower(), estimate.effect());
            assertThat(TEST.upperBound(estimate)).isBetween(estimate.effect(), interval.upper());
        }
    }

    @Test
    void hugeCountsGiveTheWaldInterval() {
        long n = 1_000_000_000_000L;
        Interval interval = TEST.interval(proportions(n / 2, n, n / 2, n, EffectScale.ABSOLUTE).orElseThrow());
        assertThat(interval.upper()).isCloseTo(1.959963984540054 * Math.sqrt(0.5 / n), Percentage.withPercentage(1e-3));
        assertThat(interval.lower()).isCloseTo(-interval.upper(), Percentage.withPercentage(1e-3));
    }

    @Test
    void oneLookKeepsItsErrorRate() {
        assertThat(largestErrorRate(100, 100)).isLessThan(0.056);
        assertThat(largestErrorRate(20, 180)).isLessThan(0.05);
        assertThat(largestErrorRate(10, 190)).isLessThan(0.05);
    }

    /** Largest exact probability, over many base rates, of rejecting no difference when there is none. */
    private static double largestErrorRate(int n1, int n0) {
        boolean[][] rejected = new boolean[n1 + 1][n0 + 1];
        for (int x1 = 0; x1 <= n1; x1++) {
            for (int x0 = 0; x0 <= n0; x0++) {
                EffectEstimate estimate = proportions(x1, n1, x0, n0, EffectScale.ABSOLUTE).orElseThrow();
                rejected[x1][x0] = FixedHorizon.pValue(estimate, 0).value() <= 0.05;
            }
        }
        return IntStream.range(1, 50).mapToDouble(percent -> errorRate(rejected, percent / 100.0)).max().orElseThrow();
    }

    private static double errorRate(boolean[][] rejected, double rate) {
        int n1 = rejected.length - 1;
        int n0 = rejected[0].length - 1;
        double sum = 0;
        for (int x1 = 0; x1 <= n1; x1++) {
            for (int x0 = 0; x0 <= n0; x0++) {
                if (rejected[x1][x0]) {
                    sum += BinomialDistribution.of(n1, rate).probability(x1) * BinomialDistribution.of(n0, rate).probability(x0);
                }
            }
        }
        return sum;
    }

    @Test
    void equivalenceIsShownExactlyWhenTheIntervalLiesInsideOfTheMargins() {
        for (double margin : new double[] {0.02, 0.03, 0.04, 0.05, 0.08}) {
            for (long x = 20; x <= 60; x += 5) {
                EffectEstimate estimate = proportions(x, 500, 40, 500, EffectScale.ABSOLUTE).orElseThrow();
                MarginTest test = TEST.margins(estimate, Margins.absolute(margin));
                boolean inside = test.interval().lower() > -margin && test.interval().upper() < margin;
                assertThat(test.equivalence().value() < 0.05).isEqualTo(inside);
            }
        }
    }

    @Test
    void aChampionThatCannotBeToldFromZeroLeavesItsLiftUnbounded() {
        EffectEstimate estimate = EstimatedPair.independent(1, 0.1, 1, 1)
                .effect(EffectScale.RELATIVE, VarianceMethod.UNIT_CLUSTERS, 100, 100, 30).orElseThrow();
        assertThat(TEST.interval(estimate).isUnbounded()).isTrue();
        assertThat(FixedHorizon.pValue(estimate, 0).value()).isGreaterThan(0.5);
    }

    @Test
    void eventRatesAreTestedFromTheirSums() {
        TwoArmSums events = new TwoArmSums(ArmSums.of(3600, 250), ArmSums.of(3600, 200));
        EffectEstimate estimate = StratifiedSums.estimate(
                List.of(SumsStratum.unclustered(events.challenger(), events.champion())),
                EffectScale.RELATIVE, SumsVariance.eventRate()).orElseThrow();
        Interval score = EventRates.scoreInterval(events, 0.95, 1);
        Interval interval = TEST.interval(estimate);
        assertThat(1 + interval.lower()).isCloseTo(score.lower(), Percentage.withPercentage(0.5));
        assertThat(1 + interval.upper()).isCloseTo(score.upper(), Percentage.withPercentage(0.5));
    }

    @Test
    void badInputIsRefusedByName() {
        for (double alpha : new double[] {0, 0.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> new FixedHorizon(alpha))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("alpha").hasMessageContaining("" + alpha);
        }
        EffectEstimate estimate = estimate(0.3, 0.04, 7);
        assertThatThrownBy(() -> FixedHorizon.pValue(estimate, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("nullEffect");
        assertThatThrownBy(() -> TEST.margins(estimate, Margins.relative(0.1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("scale");
    }

    private static EffectEstimate estimate(double effect, double variance, double degreesOfFreedom) {
        return new EffectEstimate(1, 1 + effect, effect, variance, EffectScale.ABSOLUTE, VarianceMethod.UNIT_CLUSTERS, 100, 100,
                degreesOfFreedom, new FixedVariance(variance));
    }

    private static Optional<EffectEstimate> proportions(long x1, long n1, long x0, long n0, EffectScale scale) {
        return StratifiedProportions.estimate(
                List.of(ProportionStratum.unclustered(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0))), scale);
    }
}
