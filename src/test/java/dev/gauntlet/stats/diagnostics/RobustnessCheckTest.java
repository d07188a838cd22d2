package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ClusterVariance;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoArmSums;
import dev.gauntlet.stats.diagnostics.MethodResult.Agreement;
import dev.gauntlet.stats.diagnostics.MethodResult.Method;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RobustnessCheckTest {

    private static final Interval POSITIVE = new Interval(0.005, 0.035, 0.95);

    @Test
    void methodsThatAgreeAreCounted() {
        List<TimeBlock> blocks = Blocks.random(20261122, 48, 2000, b -> 0.12, b -> 0.10);
        RobustnessCheck check = RobustnessCheck.of(
                List.of(stratum(blocks.subList(0, 20)), stratum(blocks.subList(20, 48))), blocks,
                ObservationModel.PROPORTION, POSITIVE);
        assertThat(check.results()).extracting(MethodResult::method).containsExactly(
                Method.POOLED, Method.MANTEL_HAENSZEL, Method.INVERSE_VARIANCE, Method.TIME_BLOCKS, Method.BLOCK_MEDIAN);
        assertThat(check.results()).allSatisfy(result -> {
            assertThat(result.effect()).isCloseTo(0.02, within(0.006));
            assertThat(result.against(POSITIVE)).isEqualTo(Agreement.AGREES);
            assertThat(result.pValue() < 0.05).isEqualTo(result.lower() > 0 || result.upper() < 0);
        });
        assertThat(check.diagnostic().flagged()).isFalse();
        assertThat(check.diagnostic().sentence()).contains("5 were tried");
    }

    @Test
    void poolingOverARampWithAFallingBaseRateIsCaught() {
        // The challenger is better in each step but got most of its traffic when the base rate was low.
        List<ProportionStratum> strata = List.of(
                ProportionStratum.unclustered(new BinomialCounts(5_000, 1_600), new BinomialCounts(95_000, 28_500)),
                ProportionStratum.unclustered(new BinomialCounts(50_000, 6_000), new BinomialCounts(50_000, 5_000)));
        RobustnessCheck check = RobustnessCheck.ofProportion(strata, List.of(), POSITIVE);
        MethodResult pooled = check.results().get(0);
        assertThat(pooled.against(POSITIVE)).isEqualTo(Agreement.OPPOSITE);
        assertThat(check.results().get(1).effect()).isCloseTo(
                StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE).orElseThrow().effect(), within(1e-15));
        assertThat(check.diagnostic().flagged()).isTrue();
        assertThat(check.diagnostic().sentence()).contains("pools all traffic steps").contains("the opposite")
                .doesNotContain("inverse variance");
    }

    @Test
    void clustersOfUnitsWidenTheInterval() {
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        for (int b = 0; b < 32; b++) {
            long successes = b % 2 == 0 ? 200 : 20;
            clusters.put("b" + b, new TwoArmCounts(
                    new BinomialCounts(1000, successes + (b % 3 == 0 ? 60 : 0)), new BinomialCounts(1000, successes)));
        }
        List<ProportionStratum> strata = List.of(ProportionStratum.clustered(clusters));
        MethodResult clustered = RobustnessCheck.ofProportion(strata, List.of(), POSITIVE).results().get(3);
        assertThat(clustered.method()).isEqualTo(Method.UNIT_CLUSTERS);
        double error = Math.sqrt(ClusterVariance.ofContrast(strata, 1));
        // Student's law with 31 degrees of freedom.
        assertThat((clustered.upper() - clustered.effect()) / error).isCloseTo(2.0395134463964, within(1e-9));
    }

    @Test
    void beingSignificantEarlierIsNoContradiction() {
        Interval undecided = new Interval(-0.01, 0.05, 0.95);
        List<TimeBlock> blocks = Blocks.random(20261126, 48, 2000, b -> 0.12, b -> 0.10);
        Diagnostic diagnostic = RobustnessCheck.of(List.of(stratum(blocks)), blocks,
                ObservationModel.PROPORTION, undecided).diagnostic();
        assertThat(diagnostic.flagged()).isFalse();
        assertThat(diagnostic.sentence()).contains("proves nothing");
    }

    @Test
    void aMethodWithoutTheEffectContradicts() {
        List<TimeBlock> blocks = Blocks.random(20261127, 48, 200, b -> 0.1, b -> 0.1);
        RobustnessCheck check = RobustnessCheck.of(List.of(stratum(blocks)), blocks, ObservationModel.PROPORTION, POSITIVE);
        assertThat(check.diagnostic().flagged()).isTrue();
        assertThat(check.diagnostic().sentence()).contains("no difference");
    }

    @Test
    void theSignTestIsExactAndItsIntervalAgreesWithIt() {
        List<TimeBlock> blocks = Blocks.random(20261128, 20, 1000, b -> b < 17 ? 0.4 : 0.05, b -> 0.2);
        MethodResult median = new BlockComparison(blocks, 0.05).median().orElseThrow();
        // Three of twenty blocks on the other side: 2 (1 + 20 + 190 + 1140) / 2^20.
        assertThat(median.pValue()).isCloseTo(2 * 1351 / 1048576.0, within(1e-14));
        assertThat(median.lower()).isPositive();
        assertThat(new BlockComparison(blocks.subList(0, 5), 0.05).median()).isEmpty();
        assertThat(new BlockComparison(blocks.subList(0, 6), 0.05).median()).isPresent();
        assertThat(new BlockComparison(blocks.subList(0, 9), 0.05).spread()).isEmpty();
        assertThat(new BlockComparison(List.of(), 0.05).median()).isEmpty();
    }

    @Test
    void blocksWithoutADifferenceSpeakAgainstSignificance() {
        List<TimeBlock> same = Blocks.random(1, 0, 1, b -> 0, b -> 0);
        for (int b = 0; b < 20; b++) {
            same.add(new TimeBlock(b, Blocks.sums(10, 1, 10, 1)));
        }
        MethodResult median = new BlockComparison(same, 0.05).median().orElseThrow();
        assertThat(median.pValue()).isEqualTo(1);
        assertThat(median.effect()).isZero();
        assertThat(new BlockComparison(same, 0.05).spread()).isEmpty();
    }

    @Test
    void withoutDataThereIsNoOtherMethod() {
        RobustnessCheck none = RobustnessCheck.of(List.of(), List.of(), ObservationModel.PROPORTION, POSITIVE);
        assertThat(none.results()).isEmpty();
        assertThat(none.diagnostic().sentence()).contains("No other method applies");
        SumsStratum empty = new SumsStratum(TwoArmSums.NONE, new TreeMap<>());
        assertThat(RobustnessCheck.of(List.of(empty), List.of(), ObservationModel.MEAN, POSITIVE).results()).isEmpty();
        assertThat(RobustnessCheck.of(List.of(stratum(Blocks.random(3, 4, 100, b -> 0.5, b -> 0.5))), List.of(),
                ObservationModel.RATIO, POSITIVE).results()).isEmpty();
    }

    @Test
    void impossibleResultsAreRefusedByName() {
        assertThatThrownBy(() -> new MethodResult(Method.POOLED, Double.NaN, 0, 1, 0.5)).hasMessageContaining("effect");
        assertThatThrownBy(() -> new MethodResult(Method.POOLED, 0, 1, 0, 0.5)).hasMessageContaining("lower");
        assertThatThrownBy(() -> new MethodResult(Method.POOLED, 0, 0, 1, 2)).hasMessageContaining("pValue");
    }

    private static SumsStratum stratum(List<TimeBlock> blocks) {
        return new SumsStratum(blocks.stream().map(TimeBlock::sums).reduce(TwoArmSums.NONE, TwoArmSums::plus), new TreeMap<>());
    }
}
