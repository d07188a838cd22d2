package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.TwoArmSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimeBlocksTest {

    @Test
    void blocksMergeByTheirNumbersAlsoOverGaps() {
        TwoArmSums one = Blocks.sums(10, 1, 20, 3);
        List<TimeBlock> blocks = List.of(
                new TimeBlock(107, one), new TimeBlock(100, one), new TimeBlock(101, one), new TimeBlock(101, one));
        assertThat(TimeBlock.merge(blocks, 3)).containsExactly(
                new TimeBlock(0, one.plus(one).plus(one)), new TimeBlock(2, one));
        assertThat(TimeBlock.merge(List.of(), 3)).isEmpty();
        assertThatThrownBy(() -> TimeBlock.merge(blocks, 0)).hasMessageContaining("size");
    }

    @Test
    void fewBlocksOrNoEventsTellNothing() {
        TimeBlock block = new TimeBlock(0, Blocks.sums(10, 1, 20, 3));
        TimeBlock oneArm = new TimeBlock(1, Blocks.sums(0, 0, 20, 3));
        assertThat(BlockDifference.of(List.of())).isEmpty();
        assertThat(BlockDifference.of(List.of(block, oneArm))).isEmpty();
        assertThat(SerialCorrelation.of(List.of(block))).isEmpty();
        TimeBlock none = new TimeBlock(0, Blocks.sums(10, 0, 20, 0));
        TimeBlock all = new TimeBlock(1, Blocks.sums(10, 10, 20, 20));
        assertThat(Overdispersion.of(List.of(none, new TimeBlock(2, none.sums())), ObservationModel.PROPORTION)).isEmpty();
        assertThat(Overdispersion.of(List.of(none, all), ObservationModel.PROPORTION)).isEmpty();
        assertThat(Overdispersion.of(List.of(block, new TimeBlock(4, block.sums())), ObservationModel.RATIO)).isEmpty();
        assertThat(Overdispersion.of(List.of(block, new TimeBlock(4, block.sums())), ObservationModel.MEAN)).isEmpty();
    }

    @Test
    void blocksThatAgreeHaveNoSpread() {
        List<TimeBlock> blocks = Blocks.random(1, 0, 1, b -> 0, b -> 0);
        for (int b = 0; b < 5; b++) {
            blocks.add(new TimeBlock(b, Blocks.sums(1e12, 3e11, 1e12, 2e11)));
        }
        BlockDifference difference = BlockDifference.of(blocks).orElseThrow();
        assertThat(difference.difference()).isCloseTo(0.1, within(1e-15));
        assertThat(difference.standardErrorHc1()).isCloseTo(0, within(1e-15));
        assertThat(difference.neweyWestStandardError(50)).isNotNaN();
        assertThat(SerialCorrelation.of(blocks).orElseThrow().lag1()).isBetween(-1.0, 1.0);
        Overdispersion spread = Overdispersion.of(blocks, ObservationModel.PROPORTION).orElseThrow();
        assertThat(spread.ofDifference()).isLessThan(1e-6);
        assertThat(spread.pValue()).isGreaterThan(0.49);
        assertThat(spread.scaledStandardError()).isEqualTo(spread.modelStandardError());
    }

    @Test
    void independentRequestsAreNotOverdispersedAlsoWhenTheBaseRateMoves() {
        List<TimeBlock> blocks = Blocks.random(20261122, 100, 2000,
                b -> 0.1 + 0.05 * Math.sin(b / 4.0), b -> 0.1 + 0.05 * Math.sin(b / 4.0));
        Overdispersion spread = Overdispersion.of(blocks, ObservationModel.PROPORTION).orElseThrow();
        assertThat(spread.commonPearsonDispersion()).isGreaterThan(5);
        assertThat(spread.ofDifference()).isBetween(0.6, 1.5);
        assertThat(spread.diagnostic(0.01).flagged()).isFalse();
        assertThat(spread.diagnostic(0.01).sentence()).contains("chance explains");
    }

    @Test
    void shocksOfOneArmAreOverdispersion() {
        Random shocks = new Random(5);
        List<TimeBlock> blocks = Blocks.random(20261123, 60, 2000, b -> 0.1 + 0.02 * shocks.nextGaussian(), b -> 0.1);
        Overdispersion spread = Overdispersion.of(blocks, ObservationModel.PROPORTION).orElseThrow();
        assertThat(spread.ofDifference()).isGreaterThan(2);
        assertThat(spread.diagnostic(0.01)).satisfies(diagnostic -> {
            assertThat(diagnostic.name()).isEqualTo(Diagnostic.Name.OVERDISPERSION);
            assertThat(diagnostic.flagged()).isTrue();
            assertThat(diagnostic.sentence()).contains("unit clusters");
        });
        assertThat(spread.scaledStandardError()).isGreaterThan(1.4 * spread.modelStandardError());
    }

    @Test
    void blocksWithHardlyAnyEventAreNotMistakenForOverdispersed() {
        SplittableRandom random = new SplittableRandom(20261129);
        int flagged = 0;
        int runs = 500;
        for (int run = 0; run < runs; run++) {
            List<TimeBlock> blocks = new ArrayList<>();
            for (int b = 0; b < 168; b++) {
                blocks.add(new TimeBlock(b, Blocks.sums(20, rare(random, 20), 200, rare(random, 200))));
            }
            flagged += Overdispersion.of(blocks, ObservationModel.PROPORTION).orElseThrow().diagnostic(0.01).flagged() ? 1 : 0;
        }
        assertThat(flagged).isLessThanOrEqualTo(runs / 50);
    }

    @Test
    void meansAndEventRatesHaveTheirOwnVariance() {
        TwoArmSums means = new TwoArmSums(ArmSums.of(4, 8, 24), ArmSums.of(4, 4, 12));
        assertThat(ObservationModel.MEAN.ownVariance(means)).hasValue(2.0 / 4 + 2.0 / 4);
        assertThat(ObservationModel.MEAN.pooledVariance(means).orElseThrow()).isCloseTo(2.25 * 0.5, within(1e-15));
        TwoArmSums events = Blocks.sums(10, 30, 20, 30);
        assertThat(ObservationModel.EVENT_RATE.ownVariance(events).orElseThrow()).isCloseTo(0.3 + 0.075, within(1e-15));
        List<TimeBlock> blocks = List.of(new TimeBlock(0, events), new TimeBlock(1, Blocks.sums(10, 20, 10, 30)));
        assertThat(Overdispersion.of(blocks, ObservationModel.EVENT_RATE).orElseThrow().challenger().correlation()).isEmpty();
        assertThatThrownBy(() -> ObservationModel.PROPORTION.ownVariance(events)).hasMessageContaining("numerator");
        assertThatThrownBy(() -> ObservationModel.EVENT_RATE.ownVariance(Blocks.sums(10, -1, 20, 3)))
                .hasMessageContaining("numerator");
    }

    @Test
    void correlatedBlocksAreMergedUntilTheyAreNot() {
        List<TimeBlock> blocks = autoregressive(0.6, 600);
        SerialCorrelation correlation = SerialCorrelation.of(blocks).orElseThrow();
        assertThat(correlation.isPresent()).isTrue();
        assertThat(correlation.size()).isGreaterThan(2);
        assertThat(correlation.resolved()).isTrue();
        assertThat(correlation.merged()).hasSizeGreaterThanOrEqualTo(SerialCorrelation.FEWEST);
        assertThat(BlockDifference.of(correlation.merged()).orElseThrow().standardErrorHc1())
                .isGreaterThan(1.3 * BlockDifference.of(blocks).orElseThrow().standardErrorHc1());
        assertThat(correlation.diagnostic().flagged()).isTrue();
        assertThat(correlation.diagnostic().sentence()).contains("times as long");
    }

    @Test
    void tooFewCorrelatedBlocksStayUnresolved() {
        SerialCorrelation correlation = SerialCorrelation.of(autoregressive(0.9, 50)).orElseThrow();
        assertThat(correlation.resolved()).isFalse();
        assertThat(correlation.diagnostic().flagged()).isTrue();
        assertThat(correlation.diagnostic().sentence()).contains("no variance between blocks can be trusted");
    }

    @Test
    void independentBlocksAreLeftAlone() {
        SerialCorrelation correlation = SerialCorrelation.of(autoregressive(0, 200)).orElseThrow();
        assertThat(correlation.isPresent()).isFalse();
        assertThat(correlation.size()).isEqualTo(1);
        assertThat(correlation.resolved()).isTrue();
        assertThat(correlation.diagnostic().flagged()).isFalse();
        SerialCorrelation few = SerialCorrelation.of(autoregressive(0, 10)).orElseThrow();
        assertThat(few.resolved()).isFalse();
        assertThat(few.diagnostic().flagged()).isFalse();
    }

    private static double rare(SplittableRandom random, int trials) {
        return random.doubles(trials).filter(x -> x < 0.01).count();
    }

    private static List<TimeBlock> autoregressive(double coefficient, int count) {
        Random random = new Random(20261124);
        double[] state = new double[1];
        List<TimeBlock> blocks = new ArrayList<>(Blocks.random(20261125, count, 5000, b -> {
            state[0] = coefficient * state[0] + 0.015 * random.nextGaussian();
            return Math.max(0.01, 0.3 + state[0]);
        }, b -> 0.3));
        return blocks;
    }
}
