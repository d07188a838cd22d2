package dev.gauntlet.stats.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoArmSums;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void aBlindRateIsThatOfBothArms() {
        TwoArmCounts counts = new TwoArmCounts(new BinomialCounts(100, 30), new BinomialCounts(300, 70));
        assertThat(ProportionOutcome.blind(counts)).hasValue(new ProportionOutcome(0.25));
        assertThat(ProportionOutcome.blind(TwoArmCounts.NONE)).isEmpty();
        assertThat(ProportionOutcome.blind(new TwoArmCounts(new BinomialCounts(5, 5), new BinomialCounts(9, 9)))).isEmpty();
    }

    @Test
    void aBlindMeanHasTheVarianceOfAllValuesTogether() {
        TwoArmSums sums = new TwoArmSums(ArmSums.of(2, 3, 5), ArmSums.of(2, 7, 25));
        AverageOutcome outcome = AverageOutcome.blind(sums).orElseThrow();
        assertThat(outcome.level()).isEqualTo(2.5);
        assertThat(outcome.championVariance()).isCloseTo(5.0 / 3, within(1e-15));
        assertThat(AverageOutcome.blind(TwoArmSums.NONE)).isEmpty();
        assertThat(AverageOutcome.blind(new TwoArmSums(ArmSums.of(3, 6), ArmSums.of(2, 7, 25)))).isEmpty();
        assertThat(AverageOutcome.blind(new TwoArmSums(ArmSums.of(3, 6, 12), ArmSums.of(2, 4, 8)))).isEmpty();
    }

    @Test
    void aRatioOfPerfectlyProportionalPartsDoesNotVary() {
        assertThatThrownBy(() -> AverageOutcome.ofRatio(2, 1, 4, 1, 2)).hasMessageContaining("ratioVariance");
        assertThat(AverageOutcome.ofRatio(2, 4, 1, 0, 0).championVariance()).isEqualTo(1.0 / 16);
    }

    @Test
    void varianceComesFromKnownStandardErrors() {
        AverageOutcome outcome = AverageOutcome.ofStandardErrors(3, 0.1, 400, 0.3, 100);
        assertThat(outcome.championVariance()).isCloseTo(4, within(1e-12));
        assertThat(outcome.challengerVariance(1)).isCloseTo(9, within(1e-12));
    }

    @Test
    void theLatencyGoalOfAQuantileIsPlannedAsAShare() {
        assertThat(ProportionOutcome.aboveQuantile(0.999).rate()).isCloseTo(0.001, within(1e-15));
    }

    @Test
    void countsVaryWithTheirRateAndDispersion() {
        assertThat(new EventRateOutcome(3, 2).championVariance()).isEqualTo(6);
        assertThat(new EventRateOutcome(3, 2).challengerVariance(1)).isEqualTo(8);
        assertThatThrownBy(() -> new EventRateOutcome(3, 2).challengerVariance(-3)).hasMessageContaining("challengerRate");
    }
}
