package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactCountsTest {

    @Test
    void blocksOfTenThousandTrialsTakeAFractionOfAMillisecond() {
        TwoArmCounts block = block(5000, 2400, 5000, 2500);
        List<TwoArmCounts> blocks = Collections.nCopies(200, block);
        StratifiedExact.logEValues(blocks, TiltMixture.rateIncrease());
        long start = System.nanoTime();
        StratifiedExact.logEValues(blocks, TiltMixture.rateIncrease());
        double perBlockAndTilt = (System.nanoTime() - start) / 200.0 / TiltMixture.rateIncrease().tilts().length;
        assertThat(perBlockAndTilt).as("nanoseconds").isLessThan(100_000);
    }

    @Test
    void theExactLawHasMeanOneUnderEqualRates() {
        // Sum over all outcomes of a block given its margins.
        double mean = 0;
        for (int x = 0; x <= 7; x++) {
            double logE = StratifiedExact.logEValues(List.of(block(12, x, 30, 7 - x)), TiltMixture.rateIncrease()).get(0);
            mean += Math.exp(logE) * choose(12, x) * choose(30, 7 - x) / choose(42, 7);
        }
        assertThat(mean).isCloseTo(1, within(1e-12));
    }

    @Test
    void blocksThatCannotTellTheArmsApartSayNothing() {
        List<TwoArmCounts> blocks = List.of(block(0, 0, 10, 3), block(10, 3, 0, 0), block(10, 0, 90, 0), block(10, 10, 90, 90),
                block(1, 0, 0, 0), TwoArmCounts.NONE);
        assertThat(StratifiedExact.logEValues(blocks, TiltMixture.rateIncrease())).allSatisfy(
                value -> assertThat(value).isCloseTo(0, within(1e-12)));
        assertThat(StratifiedExact.logEValues(List.of(), TiltMixture.rateIncrease())).isEmpty();
    }

    @Test
    void blocksOfMillionsAreStillExactAndLargerOnesAreRefused() {
        assertThat(StratifiedExact.logEValues(List.of(block(50_000_000, 25_010_000, 50_000_000, 25_000_000)),
                TiltMixture.of(new double[] {-0.001, 0.001}, new double[] {0.5, 0.5})).get(0)).isFinite();
        assertThatThrownBy(() -> StratifiedExact.logEValues(List.of(block(1_000_000_000, 1, 1, 1)), TiltMixture.rateIncrease()))
                .hasMessageContaining("block");
    }

    @Test
    void aTiltMixtureIsALaw() {
        assertThatThrownBy(() -> TiltMixture.of(new double[] {1}, new double[] {0.9})).hasMessageContaining("weights");
        assertThatThrownBy(() -> TiltMixture.of(new double[] {1, 2}, new double[] {1})).hasMessageContaining("weights");
        assertThatThrownBy(() -> TiltMixture.of(new double[] {Double.NaN}, new double[] {1})).hasMessageContaining("tilts");
        assertThatThrownBy(() -> TiltMixture.of(new double[] {1, 2}, new double[] {2, -1})).hasMessageContaining("weights");
        assertThatThrownBy(() -> TiltMixture.rateIncrease().side(-1)).hasMessageContaining("sign");
        assertThat(Arrays.stream(TiltMixture.rateDecrease().tilts())).allMatch(tilt -> tilt < 0);
    }

    @Test
    void aTiltedSplitOfExtremeCountsStaysFinite() {
        assertThat(TiltedBinomial.logEValue(List.of(), 0.1)).isCloseTo(0, within(1e-12));
        assertThat(TiltedBinomial.logEValue(List.of(new EventSplit(1e12, 1e12, 0.5)), 0.1)).isFinite().isPositive();
        assertThat(TiltedBinomial.logEValue(List.of(new EventSplit(0, 1e12, 1e-9)), 0.1)).isFinite();
        assertThat(TiltedBinomial.logEValue(List.of(new EventSplit(0, 5, 0), new EventSplit(7, 7, 1)), 0.1)).isCloseTo(0, within(1e-12));
        assertThatThrownBy(() -> new EventSplit(2, 1, 0.5)).hasMessageContaining("challengerEvents");
        assertThatThrownBy(() -> new EventSplit(1, Double.POSITIVE_INFINITY, 0.5)).hasMessageContaining("events");
        assertThatThrownBy(() -> new EventSplit(1, 1, Double.NaN)).hasMessageContaining("challengerShare");
        assertThatThrownBy(() -> TiltedBinomial.logEValue(List.of(), 0.0)).hasMessageContaining("tau");
    }

    @Test
    void aSplitOfHugeCountsKeepsItsDigits() {
        DirichletMultinomial even = new DirichletMultinomial(List.of(0.5, 0.5), List.of(50.0, 50.0));
        // One half of log(rho/(n+rho)) up to terms of order 1/n: the normal mixture of a share at its expectation.
        long n = 1_000_000_000_000L;
        assertThat(even.logEValue(List.of(n / 2, n / 2))).isCloseTo(0.5 * Math.log(100.0 / n), within(0.01));
        assertThat(even.logEValue(List.of(0L, 0L))).isCloseTo(0, within(1e-12));
        assertThat(even.logEValue(List.of(n, 0L))).isFinite().isGreaterThan(1e11);
        assertThatThrownBy(() -> even.logEValue(List.of(1L, -1L))).hasMessageContaining("counts");
        assertThatThrownBy(() -> even.logEValue(List.of(1L))).hasMessageContaining("counts");
        assertThatThrownBy(() -> new DirichletMultinomial(List.of(0.5, 0.6), List.of(1.0, 1.0))).hasMessageContaining("expectedShares");
        assertThatThrownBy(() -> new DirichletMultinomial(List.of(0.5, 0.5), List.of(1.0, Double.NaN)))
                .hasMessageContaining("concentration");
    }

    @Test
    void aProbabilityIsBoundedFromTheFirstTrialToTheLast() {
        BernoulliConfidenceSequence sequence = new BernoulliConfidenceSequence(0.5, 0.5);
        assertThat(sequence.interval(0, 0, 0.05)).isEqualTo(new Interval(0, 1, 0.95));
        assertThat(sequence.interval(0, 1, 0.05).lower()).isZero();
        assertThat(sequence.interval(1, 1, 0.05).upper()).isEqualTo(1);
        Interval rare = sequence.interval(1000, 1_000_000_000_000L, 0.05);
        assertThat(rare.lower()).isBetween(0.8e-9, 0.95e-9);
        assertThat(rare.upper()).isBetween(1.05e-9, 1.2e-9);
        assertThatThrownBy(() -> sequence.interval(2, 1, 0.05)).hasMessageContaining("trials");
        assertThatThrownBy(() -> sequence.interval(1, 2, Double.NaN)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> new BernoulliConfidenceSequence(0, 1)).hasMessageContaining("priorSuccesses");
    }

    private static TwoArmCounts block(long trials1, long successes1, long trials0, long successes0) {
        return new TwoArmCounts(new BinomialCounts(trials1, successes1), new BinomialCounts(trials0, successes0));
    }

    private static double choose(int n, int k) {
        double product = 1;
        for (int i = 0; i < k; i++) {
            product *= (double) (n - i) / (i + 1);
        }
        return product;
    }
}
