package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class StudentScaleTest {

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 4, 76, 1e4, 1e8, 1e12})
    void tailsOfAStudentLawAreMeansOfNormalTails(double degreesOfFreedom) {
        StudentScale scale = StudentScale.of(degreesOfFreedom);
        for (double t : new double[] {0, 0.3, 2, 6, 12}) {
            double tail = TDistribution.of(degreesOfFreedom).survivalProbability(t);
            assertThat(scale.mean(s -> StandardNormal.survival(t * s))).isCloseTo(tail, within(1e-11 * tail));
        }
    }

    @Test
    void lessThanOneDegreeOfFreedomIsRefusedByName() {
        assertThatThrownBy(() -> StudentScale.of(0.9)).hasMessageContaining("degreesOfFreedom");
        assertThatThrownBy(() -> StudentScale.of(Double.POSITIVE_INFINITY)).hasMessageContaining("degreesOfFreedom");
    }
}
