package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.TwoArmSums;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupComparisonTest {

    @Test
    void anEffectThatDependsOnTheFirstExposureIsCarryOver() {
        Diagnostic diagnostic = GroupComparison.of(List.of(
                new GroupEffect("champion first", 0.001, 1e-6), new GroupEffect("challenger first", 0.01, 1e-6)))
                .orElseThrow().carryOver(0.01);
        assertThat(diagnostic.name()).isEqualTo(Diagnostic.Name.CARRY_OVER);
        assertThat(diagnostic.flagged()).isTrue();
        assertThat(diagnostic.sentence()).contains("0.00100 (champion first)").contains("0.0100 (challenger first)");
    }

    @Test
    void stepsThatAgreeAreLeftAlone() {
        GroupComparison comparison = GroupComparison.of(List.of(new GroupEffect("5%", 0.011, 1e-5),
                new GroupEffect("20%", 0.009, 1e-6), new GroupEffect("50%", 0.0095, 1e-6))).orElseThrow();
        assertThat(comparison.strata(0.01).flagged()).isFalse();
        assertThat(comparison.strata(0.01).name()).isEqualTo(Diagnostic.Name.STRATA_DISAGREE);
        assertThat(comparison.combined().degreesOfFreedom()).isEqualTo(2);
        double z = comparison.combined().effect() / comparison.combined().standardError();
        assertThat(z).isBetween(13.0, 14.0);
    }

    @Test
    void aGroupWithoutAnyEventBorrowsTheVarianceOfTheOtherArm() {
        assertThat(GroupEffect.of("a", Blocks.sums(100, 0, 100, 10), ObservationModel.PROPORTION, 1).orElseThrow().variance())
                .isCloseTo(0.09 / 100, within(1e-15));
        assertThat(GroupEffect.of("a", Blocks.sums(100, 0, 100, 100), ObservationModel.PROPORTION, 1).orElseThrow().variance())
                .isCloseTo(0.25 * 0.02, within(1e-15));
        assertThat(GroupEffect.of("a", Blocks.sums(100, 0, 100, 0), ObservationModel.PROPORTION, 1)).isEmpty();
        assertThat(GroupEffect.of("a", TwoArmSums.NONE, ObservationModel.PROPORTION, 1)).isEmpty();
    }

    @Test
    void oneGroupHasNothingToDisagreeWith() {
        assertThat(GroupComparison.of(List.of(new GroupEffect("all", 1, 1)))).isEmpty();
        assertThat(CombinedEffect.of(List.of(new GroupEffect("all", 1, 1))).heterogeneityPValue()).isEqualTo(1);
        assertThatThrownBy(() -> CombinedEffect.of(List.<GroupEffect>of())).hasMessageContaining("effects");
        assertThatThrownBy(() -> new GroupEffect("all", Double.NaN, 1)).hasMessageContaining("effect");
        assertThatThrownBy(() -> new GroupEffect("all", 0, 0)).hasMessageContaining("variance");
    }
}
