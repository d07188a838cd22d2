package dev.gauntlet.stats.groupsequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpendingFunctionTest {

    static Stream<SpendingFunction> families() {
        return Stream.of(
                new SpendingFunction.OBrienFleming(),
                new SpendingFunction.Pocock(),
                new SpendingFunction.Power(0.01),
                new SpendingFunction.Power(50),
                new SpendingFunction.HwangShihDeCani(0),
                new SpendingFunction.HwangShihDeCani(1e-300),
                new SpendingFunction.HwangShihDeCani(-1e9),
                new SpendingFunction.HwangShihDeCani(1e9));
    }

    @ParameterizedTest
    @MethodSource("families")
    void startsAtNothingNeverFallsAndEndsAtTheWholeError(SpendingFunction spending) {
        for (double error : new double[] {1e-9, 0.025, 0.2, 0.999}) {
            double before = 0;
            for (int k = 0; k <= 2000; k++) {
                double spent = spending.spent(error, k / 2000.0);
                assertThat(spent).isBetween(before, error);
                before = spent;
            }
            assertThat(spending.spent(error, 0)).isZero();
            assertThat(spending.spent(error, 1e-300)).isBetween(0.0, error);
            assertThat(spending.spent(error, 1)).isEqualTo(error);
            assertThat(spending.spent(error, 7)).isEqualTo(error);
        }
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        SpendingFunction spending = new SpendingFunction.Pocock();
        assertThatThrownBy(() -> spending.spent(0, 0.5)).hasMessageContaining("error").hasMessageContaining("0.0");
        assertThatThrownBy(() -> spending.spent(0.05, -0.1)).hasMessageContaining("fraction").hasMessageContaining("-0.1");
        assertThatThrownBy(() -> spending.spent(0.05, Double.NaN)).hasMessageContaining("fraction").hasMessageContaining("NaN");
        assertThatThrownBy(() -> new SpendingFunction.Power(0)).hasMessageContaining("exponent");
        assertThatThrownBy(() -> new SpendingFunction.HwangShihDeCani(Double.NEGATIVE_INFINITY)).hasMessageContaining("shape");
    }
}
