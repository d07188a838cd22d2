package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import org.junit.jupiter.api.Test;

class RatioComparisonTest {

    private static final UnitSums UNITS = new UnitSums(4, 10, 20, 30, 120, 58);

    @Test
    void thereIsNoComparisonWithoutSpread() {
        assertThat(RatioComparison.of(new UnitSums(1, 2, 4, 4, 16, 8), UNITS)).isEmpty();
        assertThat(RatioComparison.of(UNITS, new UnitSums(4, 0, 0, 0, 0, 0))).isEmpty();
        UnitSums proportional = new UnitSums(4, 10, 20, 30, 120, 60);
        assertThat(RatioComparison.of(proportional, proportional)).isEmpty();
    }

    @Test
    void numeratorsNearlyProportionalToDenominatorsKeepTheirDigits() {
        // y = 1e6 +- 1 and x = 3 y +- 1e-3 with all four signs, n = 4: the sum of (x - 3y)^2 is 4e-6, twelve digits below each
        // term.
        double[] y = {1e6 - 1, 1e6 - 1, 1e6 + 1, 1e6 + 1};
        double[] e = {-0.0009765625, 0.0009765625, -0.0009765625, 0.0009765625};
        double[] sums = new double[5];
        for (int i = 0; i < 4; i++) {
            double x = 3 * y[i] + e[i];
            sums[0] += x;
            sums[1] += y[i];
            sums[2] += x * x;
            sums[3] += y[i] * y[i];
            sums[4] += x * y[i];
        }
        UnitSums units = new UnitSums(4, sums[0], sums[1], sums[2], sums[3], sums[4]);
        double exact = 4.0 / 3 * 4 * 0.0009765625 * 0.0009765625 / (4e6 * 4e6);
        // What the sum of squares of x, rounded to 1/128, can still tell.
        double resolution = 4.0 / 3 * Math.ulp(sums[2]) / (4e6 * 4e6);
        assertThat(RatioComparison.of(units, UNITS).orElseThrow().ratios().challengerVariance())
                .isCloseTo(exact, within(resolution));
    }

    @Test
    void theLiftIsLeftOutWhereTheChampionHasNoEvent() {
        RatioComparison comparison =
                RatioComparison.of(UNITS, new UnitSums(4, 0, 20, 0, 120, 0)).orElseThrow();
        assertThat(comparison.liftInterval(0.95)).isEmpty();
        assertThat(comparison.liftLogInterval(0.95)).isEmpty();
        assertThat(comparison.effect(EffectScale.RELATIVE)).isEmpty();
        assertThat(comparison.effect(EffectScale.ABSOLUTE)).isPresent();
    }

    @Test
    void theEffectTestsALiftByItsContrast() {
        RatioComparison comparison =
                RatioComparison.of(UNITS, new UnitSums(5, 14, 20, 44, 120, 59)).orElseThrow();
        EffectEstimate lift = comparison.effect(EffectScale.RELATIVE).orElseThrow();
        double champion = comparison.ratios().champion();
        double nullLift = 0.5;
        double contrast = comparison.ratios().challenger() - 1.5 * champion;
        assertThat((lift.effect() - nullLift) / Math.sqrt(lift.nullVariance().under(nullLift).ofDeviate()))
                .isCloseTo(contrast / Math.sqrt(comparison.ratios().varianceOfContrast(1.5)), within(1e-12));
    }

    @Test
    void impossibleSumsAreRefusedByName() {
        assertThatThrownBy(() -> new UnitSums(0, 0, 0, 0, 0, 0)).hasMessageContaining("count");
        assertThatThrownBy(() -> new UnitSums(4, Double.NaN, 0, 0, 0, 0)).hasMessageContaining("sumX");
        assertThatThrownBy(() -> new UnitSums(4, 10, 20, 24, 120, 58)).hasMessageContaining("sumXSquared");
        assertThatThrownBy(() -> new UnitSums(4, 10, 20, 30, 99, 58)).hasMessageContaining("sumYSquared");
        assertThatThrownBy(() -> new UnitSums(4, 10, 20, 30, 120, 61)).hasMessageContaining("sumProduct");
        assertThatThrownBy(() -> new UnitSums(4, 10, 20, 30, Double.POSITIVE_INFINITY, 58)).hasMessageContaining("sumYSquared");
    }
}
