package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlanningTest {

    @Test
    void thePlannedInformationHasThePlannedPower() {
        for (double alpha : new double[] {1e-9, 0.001, 0.05, 0.4}) {
            for (int sides = 1; sides <= 2; sides++) {
                double information = Planning.information(alpha, sides, 0.2, -0.003);
                assertThat(Planning.power(alpha, sides, 0.003, information)).isCloseTo(0.8, within(1e-12));
                assertThat(0.003 * Math.sqrt(information))
                        .isCloseTo(Planning.detectableDeviate(alpha, sides, 0.2), within(1e-12));
            }
        }
    }

    @Test
    void impossibleTestsAreRefusedByName() {
        assertThatThrownBy(() -> Planning.information(0.05, 2, 0.2, 0)).hasMessageContaining("effect");
        assertThatThrownBy(() -> Planning.information(0.05, 3, 0.2, 1)).hasMessageContaining("sides");
        assertThatThrownBy(() -> Planning.information(0.05, 2, 0.98, 1)).hasMessageContaining("beta");
        assertThatThrownBy(() -> Planning.power(Double.NaN, 2, 1, 1)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> Planning.power(0.05, 2, 1, Double.POSITIVE_INFINITY)).hasMessageContaining("information");
    }
}
