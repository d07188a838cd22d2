package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanComparisonTest {

    @Test
    void thereIsNoComparisonWithoutSpread() {
        ArmSums varied = ArmSums.of(10, 20, 50);
        assertThat(MeanComparison.of(ArmSums.of(1, 2, 4), varied)).isEmpty();
        assertThat(MeanComparison.of(varied, ArmSums.of(10, 20))).isEmpty();
        assertThat(MeanComparison.of(ArmSums.NONE, varied)).isEmpty();
        assertThat(MeanComparison.of(ArmSums.of(10, 20, 40), ArmSums.of(10, 20, 40))).isEmpty();
        assertThat(MeanComparison.of(ArmSums.of(10, 20, 40), varied)).isPresent();
    }

    @Test
    void equalArmsOfOneSpreadGiveTheSameByWelchAndStudent() {
        MeanComparison same = MeanComparison.of(ArmSums.of(50, 100, 400), ArmSums.of(50, 100, 400)).orElseThrow();
        assertThat(same.t()).isZero();
        assertThat(same.pTwoSided()).isEqualTo(1);
        assertThat(same.pGreater()).isCloseTo(0.5, within(1e-15));
        assertThat(same.degreesOfFreedom()).isCloseTo(98, within(1e-10));
        assertThat(same.pooledPTwoSided()).isEqualTo(1);
    }

    @Test
    void aMillionMillionValuesAreNoProblem() {
        MeanComparison huge = MeanComparison.of(
                ArmSums.of(1e12, 3e14, 1e17), ArmSums.of(1e12, 3e14 + 1.5e8, 1e17)).orElseThrow();
        assertThat(huge.t()).isCloseTo(-1.5e-4 / Math.sqrt(2e-12 * 1e4), within(1e-3));
        assertThat(huge.pTwoSided()).isBetween(0.0, 1.0);
        assertThat(huge.fiellerInterval(0.95)).isPresent();
    }

    @Test
    void fiellerAndDeltaAgreeFarFromZeroAndPartNearIt() {
        MeanComparison far = MeanComparison.of(ArmSums.of(100, 1010, 10_300), ArmSums.of(100, 1000, 10_100)).orElseThrow();
        Interval fieller = far.fiellerInterval(0.95).orElseThrow();
        Interval delta = far.liftInterval(0.95).orElseThrow();
        assertThat(fieller.lower() - 1).isCloseTo(delta.lower(), within(1e-3));
        assertThat(fieller.upper() - 1).isCloseTo(delta.upper(), within(1e-3));
        MeanComparison near = MeanComparison.of(ArmSums.of(100, 40, 130), ArmSums.of(100, 30, 120)).orElseThrow();
        assertThat(near.fiellerInterval(0.95).orElseThrow().upper())
                .isGreaterThan(1.5 * (1 + near.liftInterval(0.95).orElseThrow().upper()));
    }

    @Test
    void aChampionThatCannotBeToldFromZeroBoundsNoRatio() {
        MeanComparison noise = MeanComparison.of(ArmSums.of(100, 40, 130), ArmSums.of(100, 10, 120)).orElseThrow();
        assertThat(noise.fiellerInterval(0.95)).isEmpty();
        assertThat(noise.liftInterval(0.95)).isPresent();
        MeanComparison zero = MeanComparison.of(ArmSums.of(100, 40, 130), ArmSums.of(100, 0, 120)).orElseThrow();
        assertThat(zero.fiellerInterval(0.95)).isEmpty();
        assertThat(zero.liftInterval(0.95)).isEmpty();
        assertThat(zero.means().lift()).isEmpty();
        assertThat(zero.means().liftStandardError()).isEmpty();
    }

    @Test
    void levelsOutsideOfZeroToOneAreRefusedByName() {
        MeanComparison comparison = MeanComparison.of(ArmSums.of(10, 20, 50), ArmSums.of(10, 20, 50)).orElseThrow();
        for (double level : List.of(0.0, 1.0, -0.1, Double.NaN)) {
            assertThatThrownBy(() -> comparison.differenceInterval(level)).hasMessageContaining("level");
            assertThatThrownBy(() -> comparison.liftInterval(level)).hasMessageContaining("level");
            assertThatThrownBy(() -> comparison.fiellerInterval(level)).hasMessageContaining("level");
        }
    }
}
