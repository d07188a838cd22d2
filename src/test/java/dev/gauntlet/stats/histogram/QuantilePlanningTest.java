package dev.gauntlet.stats.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.planning.SampleSize;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantilePlanningTest {

    private static final Histogram CHAMPION = new Histogram(
            List.of(0.1, 0.25, 0.5, Double.POSITIVE_INFINITY), List.of(300L, 800L, 950L, 1_000L));

    @Test
    void theLargerNeedOfBothArmsDecides() {
        QuantileTarget target = QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.25);
        SampleSize plan = plan(target, 0.5, 1);
        // The challenger must show a share of 0.95 at 0.5 to be at least 0.9: gap 0.05.
        double root = (1.959963984540054 * Math.sqrt(0.09) + 1.2815515655446004 * Math.sqrt(0.0475)) / 0.05;
        assertThat(plan.challenger()).isCloseTo(root * root, within(1e-9 * root * root));
        assertThat(plan.champion()).isEqualTo(plan.challenger());
        assertThat(plan.information()).isCloseTo(root * root / 0.09, within(1e-6));
        assertThat(plan(target, 0.5, 3).champion()).isCloseTo(3 * root * root, within(1e-6));
        assertThat(plan(target, 0.1, 1).total()).isEqualTo((long) Math.ceil(10 * root * root));
    }

    @Test
    void bucketsWiderThanTheMarginGiveNoPlan() {
        assertThat(QuantilePlanning.nonInferiority(
                CHAMPION, QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.2), 0.05, 0.2, 0.5, 1)).isEmpty();
        assertThat(QuantilePlanning.nonInferiority(
                CHAMPION, QuantileTarget.ofLatency(0.99, EffectScale.ABSOLUTE, 100), 0.05, 0.2, 0.5, 1)).isEmpty();
    }

    @Test
    void aMarginBeyondTheSmallestValueNeedsOneArmOnly() {
        QuantileTarget low = QuantileTarget.ofLatency(0.2, EffectScale.ABSOLUTE, 0.1);
        assertThat(plan(low, 0.5, 1).total()).isPositive();
        QuantileTarget lowerIsWorse = new QuantileTarget(0.2, false, EffectScale.ABSOLUTE, 0.1, 0, 0);
        assertThat(plan(lowerIsWorse, 0.5, 1).total()).isEqualTo(plan(low, 0.5, 1).total());
    }

    @Test
    void badInputIsRefusedByName() {
        QuantileTarget target = QuantileTarget.ofLatency(0.9, EffectScale.ABSOLUTE, 0.25);
        Histogram empty = Histogram.empty(CHAMPION.upperBounds());
        assertThatThrownBy(() -> QuantilePlanning.nonInferiority(empty, target, 0.05, 0.2, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("champion");
        assertThatThrownBy(() -> plan(target, 1, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("challengerShare");
        assertThatThrownBy(() -> plan(target, 0.5, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("designEffect");
    }

    private static SampleSize plan(QuantileTarget target, double share, double designEffect) {
        return QuantilePlanning.nonInferiority(CHAMPION, target, 0.05, 0.2, share, designEffect).orElseThrow();
    }
}
