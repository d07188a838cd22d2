package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactTestTest {

    private static final Percentage ROUNDING = Percentage.withPercentage(1e-9);

    /** Logarithms from 50-digit arithmetic. */
    @ParameterizedTest
    @CsvSource({
            "1000, 900, -371.11642118493179595",
            "100000, 60000, -2018.4147883771367211",
            "1000000, 500500, -1.8394969099109380317"})
    void aTailFarBelowTheSmallestDoubleKeepsItsLogarithm(long trials, long successes, double log) {
        ExactTest test = ExactTest.ofRate(new BinomialCounts(trials, successes), 0.5);
        assertThat(test.greater().log()).isCloseTo(log, relative(log, 1e-12));
        assertThat(ExactTest.ofRate(new BinomialCounts(trials, trials - successes), 0.5).less().log())
                .isCloseTo(log, relative(log, 1e-12));
    }

    /** P-values of Fisher's test from 50-digit arithmetic: greater, less, two-sided, mid-p greater, mid-p less. */
    @ParameterizedTest
    @CsvSource({
            "3, 7, 1, 9, 0.19230769230769231, 0.98076923076923077, 0.26153846153846154, 0.10576923076923077, 0.89423076923076923",
            "0, 50, 4, 60, 1, 0.084465507341268295, 0.1243568324936755, 0.95776724632936585, 0.042232753670634147",
            "5, 5, 0, 5, 0.0039682539682539683, 1, 0.0079365079365079365, 0.0019841269841269841, 0.99801587301587302",
            "60, 1000, 50, 1000, 0.18872764226604408, 0.85970811426319393, 0.37745528453208816, "
                    + "0.16450976400142508, 0.83549023599857492"})
    void fishersTestAgreesWithExactArithmetic(
            long x1, long n1, long x0, long n0, double greater, double less, double twoSided, double midGreater, double midLess) {
        ExactTest test = ExactTest.ofEqualRates(counts(x1, n1, x0, n0));
        assertThat(test.greater().value()).isCloseTo(greater, relative(greater, 1e-13));
        assertThat(test.less().value()).isCloseTo(less, relative(less, 1e-13));
        assertThat(test.twoSided().value()).isCloseTo(twoSided, relative(twoSided, 1e-13));
        assertThat(test.midGreater().value()).isCloseTo(midGreater, relative(midGreater, 1e-13));
        assertThat(test.midLess().value()).isCloseTo(midLess, relative(midLess, 1e-13));
        assertThat(test.midTwoSided().value()).isCloseTo(2 * Math.min(midGreater, midLess), within(1e-13));
    }

    @Test
    void fishersTestKeepsTheLogarithmOfAPValueBelowTheSmallestNormalDouble() {
        double log = -738.4290273129117;
        assertThat(ExactTest.ofEqualRates(counts(900, 1000, 100, 1000)).greater().log()).isCloseTo(log, relative(log, 1e-12));
    }

    @Test
    void smallTablesAgreeWithTheLibrary() {
        for (int x1 = 0; x1 <= 9; x1++) {
            for (int x0 = 0; x0 <= 14; x0++) {
                boolean sameOutcomes = x1 + x0 == 0 || x1 + x0 == 23;
                HypergeometricDistribution law = HypergeometricDistribution.of(23, x1 + x0, 9);
                ExactTest test = ExactTest.ofEqualRates(counts(x1, 9, x0, 14));
                assertThat(test.twoSided().value()).isCloseTo(noLikelierThan(law, x1, 9), ROUNDING);
                assertThat(test.greater().value()).isCloseTo(sameOutcomes ? 1 : FisherExactTest.withDefaults()
                        .with(AlternativeHypothesis.GREATER_THAN)
                        .test(new int[][] {{x1, 9 - x1}, {x0, 14 - x0}}).getPValue(), ROUNDING);
            }
        }
    }

    @Test
    void binomialTestsAgreeWithTheLibrary() {
        for (int successes = 0; successes <= 30; successes++) {
            for (double rate : new double[] {0.01, 0.3, 0.5, 0.95}) {
                ExactTest test = ExactTest.ofRate(new BinomialCounts(30, successes), rate);
                assertThat(test.twoSided().value()).isCloseTo(
                        noLikelierThan(BinomialDistribution.of(30, rate), successes, 30), ROUNDING);
                assertThat(test.less().value()).isCloseTo(BinomialTest.withDefaults()
                        .with(AlternativeHypothesis.LESS_THAN).test(30, successes, rate).getPValue(), ROUNDING);
            }
        }
    }

    /** Summed here, because the library's two-sided tests lose outcomes that tie with the observed one but for rounding. */
    private static double noLikelierThan(DiscreteDistribution law, int observed, int largest) {
        double bar = law.probability(observed) * (1 + 1e-7);
        return IntStream.rangeClosed(0, largest).mapToDouble(law::probability).filter(p -> p <= bar).sum();
    }

    @Test
    void aTrillionTrialsAgreeWithTheNormalLaw() {
        BinomialCounts counts = new BinomialCounts(1_000_000_000_000L, 500_002_000_000L);
        assertThat(ExactTest.ofRate(counts, 0.5).midGreater().value())
                .isCloseTo(StandardNormal.survival(4), Percentage.withPercentage(1e-3));
        TwoArmCounts both = counts(250_001_000_000L, 500_000_000_000L, 250_000_000_000L, 500_000_000_000L);
        double z = ProportionDifference.pooledZ(both).getAsDouble();
        assertThat(ExactTest.ofEqualRates(both).midGreater().value())
                .isCloseTo(StandardNormal.survival(z), Percentage.withPercentage(1e-3));
    }

    @Test
    void oneTrialIsTested() {
        ExactTest test = ExactTest.ofRate(new BinomialCounts(1, 1), 1e-9);
        assertThat(test.greater().value()).isCloseTo(1e-9, relative(1e-9, 1e-13));
        assertThat(test.less()).isEqualTo(PValue.ONE);
        assertThat(ExactTest.ofEqualRates(counts(1, 1, 0, 1)).twoSided().value()).isEqualTo(1);
    }

    @Test
    void countsThatSayNothingHaveAPValueOfOne() {
        for (TwoArmCounts counts : new TwoArmCounts[] {
                TwoArmCounts.NONE, counts(0, 7, 0, 9), counts(7, 7, 9, 9), counts(3, 7, 0, 0)}) {
            ExactTest test = ExactTest.ofEqualRates(counts);
            assertThat(test.twoSided()).isEqualTo(PValue.ONE);
            assertThat(test.midTwoSided()).isEqualTo(PValue.ONE);
        }
        assertThat(ExactTest.ofRate(BinomialCounts.NONE, 0.5).greater()).isEqualTo(PValue.ONE);
    }

    @Test
    void identicalArmsAreNotRejected() {
        ExactTest test = ExactTest.ofEqualRates(counts(30, 1000, 30, 1000));
        assertThat(test.twoSided().value()).isEqualTo(1);
        assertThat(test.midTwoSided().value()).isCloseTo(1, within(1e-12));
    }

    @Test
    void badInputIsRefusedByName() {
        BinomialCounts counts = new BinomialCounts(10, 3);
        for (double rate : new double[] {0, 1, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ExactTest.ofRate(counts, rate))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("rate").hasMessageContaining("" + rate);
        }
        assertThatThrownBy(() -> ExactTest.ofRate(new BinomialCounts(Long.MAX_VALUE, 3), 0.5))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("trials");
    }

    private static TwoArmCounts counts(long x1, long n1, long x0, long n0) {
        return new TwoArmCounts(new BinomialCounts(n1, x1), new BinomialCounts(n0, x0));
    }

    private static Offset<Double> relative(double value, double share) {
        return within(Math.abs(value) * share);
    }
}
