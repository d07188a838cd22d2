package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectHeterogeneityTest {

    @Test
    void segmentsWithOneEffectAreHomogeneous() {
        EffectHeterogeneity same = EffectHeterogeneity.of(List.of(segment(1000, 1100), segment(400, 440), segment(50, 55)))
                .orElseThrow();
        assertThat(same.cochranQ()).isCloseTo(0, within(1e-20));
        assertThat(same.pValue()).isCloseTo(1, within(1e-12));
        assertThat(same.iSquared()).isZero();
        assertThat(same.betweenVariance()).isZero();
        assertThat(same.pQualitativeInteraction()).isEqualTo(1);
        assertThat(same.randomEffect()).isEqualTo(same.fixedEffect());
        assertThat(same.fixedEffect().effect()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void aSegmentThatTheChallengerHarmsIsFound() {
        EffectHeterogeneity mixed = EffectHeterogeneity.of(List.of(segment(1000, 1300), segment(1000, 700))).orElseThrow();
        assertThat(mixed.pValue()).isLessThan(1e-9);
        assertThat(mixed.iSquared()).isGreaterThan(0.9);
        assertThat(mixed.pQualitativeInteraction()).isLessThan(1e-6);
        assertThat(mixed.randomEffect().standardError()).isGreaterThan(5 * mixed.fixedEffect().standardError());
    }

    /** Critical values of Gail and Simon 1985 for the larger of both one-sided sums of squares. */
    @ParameterizedTest
    @CsvSource({"2, 2.71", "3, 4.23", "4, 5.43", "5, 6.50"})
    void theTestForOppositeSignsHasItsTabulatedCriticalValues(int segments, double critical) {
        List<Double> effects = Stream.concat(Stream.of(-Math.sqrt(critical)), Stream.generate(() -> 10.0).limit(segments - 1)).toList();
        EffectHeterogeneity estimates =
                new EffectHeterogeneity(effects, Stream.generate(() -> 1.0).limit(segments).toList());
        assertThat(estimates.pQualitativeInteraction()).isCloseTo(0.05, within(2e-4));
    }

    @Test
    void oneEstimateSaysNothingAboutHeterogeneity() {
        assertThat(EffectHeterogeneity.of(List.of(segment(100, 120)))).isEmpty();
        assertThat(EffectHeterogeneity.of(List.of())).isEmpty();
        EffectHeterogeneity one = new EffectHeterogeneity(List.of(0.3), List.of(0.01));
        assertThat(one.pValue()).isEqualTo(1);
        assertThat(one.betweenVariance()).isZero();
        assertThat(one.pQualitativeInteraction()).isEqualTo(1);
        assertThat(one.fixedEffect().standardError()).isCloseTo(0.1, within(1e-15));
    }

    @Test
    void impossibleInputIsRefusedByName() {
        assertThatThrownBy(() -> new EffectHeterogeneity(List.of(), List.of())).hasMessageContaining("effects");
        assertThatThrownBy(() -> new EffectHeterogeneity(List.of(1.0), List.of(1.0, 2.0))).hasMessageContaining("variances");
        assertThatThrownBy(() -> new EffectHeterogeneity(List.of(Double.NaN), List.of(1.0))).hasMessageContaining("effect");
        assertThatThrownBy(() -> new EffectHeterogeneity(List.of(1.0), List.of(0.0))).hasMessageContaining("variance");
        EffectEstimate difference = StratifiedSums.estimate(
                List.of(SumsStratum.unclustered(ArmSums.of(100, 10), ArmSums.of(100, 10))), EffectScale.ABSOLUTE,
                SumsVariance.eventRate()).orElseThrow();
        assertThatThrownBy(() -> EffectHeterogeneity.of(List.of(difference, segment(10, 12)))).hasMessageContaining("scale");
    }

    private static EffectEstimate segment(double championEvents, double challengerEvents) {
        return StratifiedSums.estimate(
                List.of(SumsStratum.unclustered(ArmSums.of(10, challengerEvents), ArmSums.of(10, championEvents))),
                EffectScale.RELATIVE, SumsVariance.eventRate()).orElseThrow();
    }
}
