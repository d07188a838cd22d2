package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EffectTrendTest {

    @Test
    void aFadingEffectIsNovelty() {
        EffectTrend trend = trend(14, day -> 0.02 * Math.exp(-day / 3.0));
        assertThat(trend.diagnostic(EffectTrend.ALPHA).flagged()).isTrue();
        assertThat(trend.diagnostic(EffectTrend.ALPHA).sentence()).contains("fading");
        assertThat(trend.refutesSuperiority(0.01, 0.005, true)).isTrue();
        assertThat(trend.refutesSuperiority(0.01, 0.005, false)).isFalse();
    }

    @Test
    void aGrowingEffectIsPrimacy() {
        EffectTrend trend = trend(14, day -> 0.02 * (1 - Math.exp(-day / 3.0)));
        assertThat(trend.diagnostic(EffectTrend.ALPHA).flagged()).isTrue();
        assertThat(trend.diagnostic(EffectTrend.ALPHA).sentence()).contains("growing");
        assertThat(trend.refutesSuperiority(0.01, 0.005, true)).isFalse();
    }

    @Test
    void aFadingEffectThatIsStillWorthHavingRefutesNothing() {
        EffectTrend trend = trend(14, day -> 0.02 + 0.02 * Math.exp(-day / 3.0));
        assertThat(trend.diagnostic(EffectTrend.ALPHA).flagged()).isTrue();
        assertThat(trend.refutesSuperiority(0.01, 0.005, true)).isFalse();
    }

    @Test
    void aConstantEffectHasNoTrend() {
        EffectTrend trend = trend(14, day -> 0.01);
        assertThat(trend.slope()).isCloseTo(0, within(1e-15));
        assertThat(trend.diagnostic(EffectTrend.ALPHA).flagged()).isFalse();
        assertThat(trend.diagnostic(EffectTrend.ALPHA).sentence()).contains("chance");
    }

    @Test
    void twoEffectsFitALineAndOneTellsNothing() {
        EffectTrend trend = trend(2, day -> day);
        assertThat(trend.slope()).isCloseTo(1, within(1e-12));
        assertThat(trend.intercept()).isCloseTo(0, within(1e-12));
        assertThat(trend.residualPValue()).isEqualTo(1);
        assertThat(EffectTrend.of(List.of(new TimedEffect(0, 1, 1)))).isEmpty();
        assertThat(EffectTrend.of(List.of())).isEmpty();
    }

    @Test
    void effectsOfBlocksCarryTheirVariance() {
        List<TimeBlock> blocks = List.of(new TimeBlock(3, Blocks.sums(100, 0, 100, 0)),
                new TimeBlock(5, Blocks.sums(100, 20, 100, 10)), new TimeBlock(4, Blocks.sums(0, 0, 100, 10)));
        assertThat(TimedEffect.ofBlocks(blocks, ObservationModel.PROPORTION, 2)).singleElement().satisfies(effect -> {
            assertThat(effect.effect()).isCloseTo(0.1, within(1e-15));
            assertThat(effect.variance()).isCloseTo(2 * 0.15 * 0.85 * 0.02, within(1e-15));
        });
    }

    @Test
    void impossibleEffectsAreRefusedByName() {
        assertThatThrownBy(() -> new TimedEffect(Double.NaN, 0, 1)).hasMessageContaining("time");
        assertThatThrownBy(() -> new TimedEffect(0, Double.POSITIVE_INFINITY, 1)).hasMessageContaining("effect");
        assertThatThrownBy(() -> new TimedEffect(0, 0, 0)).hasMessageContaining("variance");
        assertThatThrownBy(() -> EffectTrend.of(List.of(new TimedEffect(1, 0, 1), new TimedEffect(1, 0, 1))))
                .hasMessageContaining("time");
        assertThatThrownBy(() -> trend(5, day -> 1).diagnostic(0)).hasMessageContaining("alpha");
    }

    private static EffectTrend trend(int days, IntToDoubleFunction effect) {
        return EffectTrend.of(IntStream.range(0, days)
                .mapToObj(day -> new TimedEffect(day, effect.applyAsDouble(day), 4e-6)).toList()).orElseThrow();
    }
}
