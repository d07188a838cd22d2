package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestDecimalTest {

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "0.30000000000000004, 0.30000000000000004", "100, 1E+2", "-0.0, 0", "1e22, 1E+22", "2e-3, 0.002",
        "9007199254740993, 9007199254740992", "1.7976931348623157e308, 1.7976931348623157E+308",
        "2.2250738585072014E-308, 2.2250738585072014E-308", "1e23, 1E+23", "2e23, 2E+23"})
    void isTheFewestDigitsThatReadAsTheSameDouble(double value, String decimal) {
        BigDecimal shortest = ShortestDecimal.of(value);

        assertThat(shortest.doubleValue()).isEqualTo(value + 0.0);
        assertThat(shortest.precision()).isLessThanOrEqualTo(new BigDecimal(decimal).precision());
    }

    @Test
    void readsAsTheSameDoubleForAnyBits() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(ShortestDecimal.of(value).doubleValue()).isEqualTo(value);
                assertThat(ShortestDecimal.of(value).precision()).isLessThanOrEqualTo(17);
            }
        }
    }
}
