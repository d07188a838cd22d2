package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurvivingPathsTest {

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 1e-9, 1e-56, 1e-200, 1e-300})
    void aLookWithoutBoundsChangesNothingAlsoFarInTheTail(double probability) {
        SurvivingPaths paths = SurvivingPaths.start(0).within(0.03, -39, 39, 0.04);
        assertThat(paths.upperBound(0.04, probability))
                .isCloseTo(StandardNormal.upperQuantile(probability), within(1e-11));
        assertThat(paths.lowerBound(0.04, probability))
                .isCloseTo(-StandardNormal.upperQuantile(probability), within(1e-11));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-30, -1, 0, 2, 40})
    void boundAndProbabilityAreInverse(double effect) {
        SurvivingPaths paths = SurvivingPaths.start(effect).within(1, -2 + effect, 2.5 + effect, 1.3);
        for (double probability : new double[] {0.3, 0.01, 1e-12}) {
            assertThat(paths.above(1.3, paths.upperBound(1.3, probability)) / probability).isCloseTo(1, within(1e-11));
            assertThat(paths.below(1.3, paths.lowerBound(1.3, probability)) / probability).isCloseTo(1, within(1e-11));
        }
    }

    @Test
    void nothingIsLostBetweenTwoLooks() {
        SurvivingPaths paths = SurvivingPaths.start(0.7);
        double inside = 1;
        double[] information = {1e12, 1.001e12, 3e12, 50e12, 51e12};
        for (int k = 0; k + 1 < information.length; k++) {
            inside -= paths.above(information[k], 2) + paths.below(information[k], -1);
            paths = paths.within(information[k], -1, 2, information[k + 1]);
        }
        assertThat(paths.above(information[4], -INFINITE)).isCloseTo(inside, within(1e-13));
    }

    @Test
    void probabilitiesThatCannotBeSpentHaveInfiniteBounds() {
        SurvivingPaths paths = SurvivingPaths.start(0).within(1, -1, 1, 2);
        assertThat(paths.upperBound(2, 0)).isEqualTo(INFINITE);
        assertThat(paths.lowerBound(2, 0)).isEqualTo(-INFINITE);
        assertThat(paths.upperBound(2, 0.7)).isEqualTo(-INFINITE);
        assertThat(paths.lowerBound(2, 0.7)).isEqualTo(INFINITE);
        SurvivingPaths nobody = SurvivingPaths.start(0).within(1, 1, 1, 2);
        assertThat(nobody.above(2, 0)).isZero();
        assertThat(nobody.upperBound(2, 0.1)).isEqualTo(-INFINITE);
    }

    @Test
    void informationThatDoesNotGrowIsRefusedByName() {
        SurvivingPaths paths = SurvivingPaths.start(0).within(1, -2, 2, 2);
        assertThatThrownBy(() -> paths.above(1, 2)).hasMessageContaining("information").hasMessageContaining("1.0 after 1.0");
        assertThatThrownBy(() -> paths.upperBound(Double.NaN, 0.1))
                .hasMessageContaining("information").hasMessageContaining("NaN");
        assertThatThrownBy(() -> paths.within(2, -2, 2, 2 + 1e-9)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("information");
        assertThatThrownBy(() -> paths.within(2, 2, -2, 3)).hasMessageContaining("lower");
        assertThatThrownBy(() -> paths.above(2, Double.NaN)).hasMessageContaining("bound").hasMessageContaining("NaN");
        assertThatThrownBy(() -> paths.upperBound(2, 1.5)).hasMessageContaining("probability").hasMessageContaining("1.5");
        assertThatThrownBy(() -> SurvivingPaths.start(INFINITE)).hasMessageContaining("effect");
    }
}
