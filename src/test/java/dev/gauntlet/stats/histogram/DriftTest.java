package dev.gauntlet.stats.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DriftTest {

    private static final double ALPHA = 0.05;
    private static final double[] CHAMPION = {0.05, 0.1, 0.15, 0.2, 0.2, 0.15, 0.1, 0.05};
    private static final double[] CHALLENGER = {0.02, 0.07, 0.13, 0.18, 0.2, 0.18, 0.14, 0.08};

    @ParameterizedTest
    @EnumSource(DriftMeasure.class)
    void fewerThan200ValuesOnASideAreRefused(DriftMeasure measure) {
        DriftResult few = Drift.of(new TwoArmHistograms(histogram(100, 99), histogram(10_000, 10_000)), measure, 0.1, ALPHA);
        assertThat(few).isInstanceOfSatisfying(DriftResult.TooFewValues.class, result -> assertThat(result.sentence())
                .isEqualTo("Drift needs 200 values of each arm, but the challenger has 199 and the champion 20000."));
        assertThat(Drift.of(new TwoArmHistograms(histogram(100, 100), histogram(10_000, 10_000)), measure, 0.1, ALPHA))
                .isInstanceOf(DriftResult.Measured.class);
    }

    @ParameterizedTest
    @EnumSource(DriftMeasure.class)
    void identicalHugeArmsHaveNoDrift(DriftMeasure measure) {
        Histogram huge = histogram(0, 400_000_000_000L, 0, 600_000_000_000L);
        DriftResult.Measured result = measured(new TwoArmHistograms(huge, huge), measure, 0);
        assertThat(result.value()).isZero();
        assertThat(result.lowerBound()).isZero();
        assertThat(result.criticalValue()).isBetween(0.0, 1e-4);
        assertThat(result.exceedsMaximum()).isFalse();
        assertThat(result.isBeyondNoise()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(DriftMeasure.class)
    void aTinyDriftOfManyValuesIsBeyondNoiseButDoesNotExceedTheMaximum(DriftMeasure measure) {
        DriftResult.Measured result = measured(
                new TwoArmHistograms(histogram(5_010_000, 4_990_000), histogram(5_000_000, 5_000_000)), measure, 0.1);
        assertThat(result.isBeyondNoise()).isTrue();
        assertThat(result.exceedsMaximum()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(DriftMeasure.class)
    void disjointArmsExceedAnyUsualMaximum(DriftMeasure measure) {
        DriftResult.Measured result = measured(
                new TwoArmHistograms(histogram(1_000, 0), histogram(0, 1_000)), measure, 0.25);
        assertThat(result.exceedsMaximum()).isTrue();
        assertThat(result.value()).isFinite();
    }

    @Test
    void aSingleBucketShowsNothing() {
        TwoArmHistograms one = new TwoArmHistograms(histogram(1_000), histogram(1_000));
        for (DriftMeasure measure : DriftMeasure.values()) {
            assertThat(measured(one, measure, 0.1).value()).isZero();
        }
        DistributionShift shift = DistributionShift.of(one, DistributionShift.PSI_FLOOR).orElseThrow();
        assertThat(shift.chiSquarePValue()).isEmpty();
        assertThat(shift.psiCritical(ALPHA)).isZero();
    }

    @Test
    void withoutValuesNothingIsMeasured() {
        TwoArmHistograms empty = new TwoArmHistograms(histogram(0, 0), histogram(1, 2));
        assertThat(DistributionShift.of(empty, DistributionShift.PSI_FLOOR)).isEmpty();
        assertThat(DistributionShift.wasserstein(empty, List.of(1.0, 2.0))).isEmpty();
        assertThat(MannWhitney.of(empty)).isEmpty();
    }

    @Test
    void badInputIsRefusedByName() {
        TwoArmHistograms arms = new TwoArmHistograms(histogram(500, 500), histogram(500, 500));
        assertThatThrownBy(() -> Drift.of(arms, DriftMeasure.PSI, Double.NaN, ALPHA))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("maximum");
        assertThatThrownBy(() -> Drift.of(arms, DriftMeasure.PSI, 0.1, 0.7))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("alpha");
        assertThatThrownBy(() -> DistributionShift.wasserstein(arms, List.of(2.0, 1.0)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("positions[1]");
        assertThatThrownBy(() -> ValueShift.of(new double[] {1, Double.NaN}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("challenger[1]");
        assertThatThrownBy(() -> RankTest.of(new double[] {1}, new double[0], 0.95))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("champion");
    }

    @Test
    void tiedValuesEverywhereLeaveTheRankTestUndefined() {
        MannWhitney tied = MannWhitney.of(new TwoArmHistograms(histogram(7), histogram(1))).orElseThrow();
        assertThat(tied.z()).isEmpty();
        assertThat(tied.probabilityOfSuperiority()).isEqualTo(0.5);
        RankTest values = RankTest.of(new double[] {0.0}, new double[] {-0.0}, 0.95);
        assertThat(values.zContinuityCorrected()).isEmpty();
        assertThat(values.pValueTwoSidedExact()).isEmpty();
        assertThat(values.hodgesLehmann()).isZero();
    }

    @Test
    void ranksOfHugeBucketsKeepTheirDigits() {
        long n = 1_000_000_000_000L;
        MannWhitney equal = MannWhitney.of(new TwoArmHistograms(histogram(n, n), histogram(n, n))).orElseThrow();
        assertThat(equal.z().orElseThrow()).isZero();
        MannWhitney shifted = MannWhitney.of(new TwoArmHistograms(histogram(n, n + 2), histogram(n, n))).orElseThrow();
        // Half of the values tied in each of two buckets: the share in the upper one is a proportion, z its pooled deviate.
        assertThat(shifted.z().orElseThrow()).isCloseTo(1.0 / (2 * n) / Math.sqrt(0.25 / n), within(1e-12));
    }

    @Test
    void theKolmogorovLawHasItsKnownPoints() {
        assertThat(KolmogorovLaw.upperQuantile(0.05)).isCloseTo(1.3580986393225505, within(1e-12));
        assertThat(KolmogorovLaw.upperQuantile(0.01)).isCloseTo(1.6276236115189503, within(1e-12));
        assertThat(KolmogorovLaw.survival(Math.nextDown(1.0))).isCloseTo(KolmogorovLaw.survival(1), within(1e-14));
        assertThat(KolmogorovLaw.survival(0.01)).isEqualTo(1);
        assertThat(KolmogorovLaw.survival(40)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"KOLMOGOROV_SMIRNOV, 200", "JENSEN_SHANNON, 200", "PSI, 200", "HELLINGER, 200",
        "KOLMOGOROV_SMIRNOV, 5000", "JENSEN_SHANNON, 5000", "PSI, 5000", "HELLINGER, 5000"})
    void noiseIsTakenForDriftAtMostAtTheStatedRate(DriftMeasure measure, int values) {
        SplittableRandom random = new SplittableRandom(20261151);
        double truth = measured(new TwoArmHistograms(shares(CHALLENGER), shares(CHAMPION)), measure, 0).value();
        int runs = 2_000;
        int beyondNoise = 0;
        int beyondTruth = 0;
        for (int run = 0; run < runs; run++) {
            Histogram champion = sample(random, CHAMPION, values);
            beyondNoise += measured(new TwoArmHistograms(sample(random, CHAMPION, values), champion), measure, 0)
                    .isBeyondNoise() ? 1 : 0;
            beyondTruth += measured(new TwoArmHistograms(sample(random, CHALLENGER, values), champion), measure, truth)
                    .exceedsMaximum() ? 1 : 0;
        }
        System.out.printf("%s, %d values a side: %d of %d beyond noise, %d above the truth%n",
                measure, values, beyondNoise, runs, beyondTruth);
        // The critical value is asymptotic, the lower bound is meant to be safe.
        assertThat(beyondNoise / (double) runs).isLessThan(0.07);
        assertThat(upperLimit(beyondTruth, runs)).isLessThanOrEqualTo(0.056);
    }

    private static double upperLimit(int count, int runs) {
        return BetaDistribution.of(count + 1.0, runs - count).inverseCumulativeProbability(0.99);
    }

    private static DriftResult.Measured measured(TwoArmHistograms arms, DriftMeasure measure, double maximum) {
        return (DriftResult.Measured) Drift.of(arms, measure, maximum, ALPHA);
    }

    private static Histogram shares(double[] shares) {
        long[] counts = new long[shares.length];
        for (int j = 0; j < counts.length; j++) {
            counts[j] = Math.round(1e12 * shares[j]);
        }
        return histogram(counts);
    }

    private static Histogram sample(SplittableRandom random, double[] shares, int values) {
        long[] counts = new long[shares.length];
        for (int k = 0; k < values; k++) {
            double rest = random.nextDouble();
            int bucket = 0;
            while (bucket < shares.length - 1 && rest > shares[bucket]) {
                rest -= shares[bucket++];
            }
            counts[bucket]++;
        }
        return histogram(counts);
    }

    private static Histogram histogram(long... counts) {
        List<Double> bounds = new ArrayList<>();
        List<Long> cumulative = new ArrayList<>();
        long sum = 0;
        for (int j = 0; j < counts.length; j++) {
            sum += counts[j];
            cumulative.add(sum);
            bounds.add(j == counts.length - 1 ? Double.POSITIVE_INFINITY : (double) j);
        }
        return new Histogram(bounds, cumulative);
    }
}
