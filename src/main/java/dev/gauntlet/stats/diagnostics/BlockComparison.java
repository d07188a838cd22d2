package dev.gauntlet.stats.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Methods of a robustness check that look at time blocks.
 *
 * @param blocks time blocks; those in which an arm is empty are left out
 * @param alpha error rate of the intervals
 */
record BlockComparison(List<TimeBlock> blocks, double alpha) {

    /** With fewer blocks their spread is too uncertain to contradict anything. */
    private static final int FEWEST = 10;

    BlockComparison {
        blocks = TimeBlock.comparable(blocks);
    }

    Optional<MethodResult> spread() {
        return BlockDifference.of(blocks)
                .filter(difference -> difference.blocks() >= FEWEST)
                .flatMap(difference -> ResultLaw.of(MethodResult.Method.TIME_BLOCKS, difference.difference(),
                        difference.standardErrorHc1(), difference.blocks() - 1.0, alpha));
    }

    /**
     * Sign test and the interval between order statistics that it does not reject; blocks without a difference speak against
     * significance. Empty with too few blocks to ever be significant.
     */
    Optional<MethodResult> median() {
        double[] sorted = blocks.stream().mapToDouble(TimeBlock::difference).sorted().toArray();
        int count = sorted.length;
        BinomialDistribution law = BinomialDistribution.of(count, 0.5);
        // The largest number of blocks that may be left out at each end.
        int cut = 0;
        while (cut < (count + 1) / 2 && 2 * law.cumulativeProbability(cut) <= alpha) {
            cut++;
        }
        if (cut == 0) {
            return Optional.empty();
        }
        int notAbove = (int) Arrays.stream(sorted).filter(difference -> !(difference > 0)).count();
        int notBelow = (int) Arrays.stream(sorted).filter(difference -> !(difference < 0)).count();
        return Optional.of(new MethodResult(MethodResult.Method.BLOCK_MEDIAN,
                0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]), sorted[cut - 1], sorted[count - cut],
                Math.min(1, 2 * law.cumulativeProbability(Math.min(notAbove, notBelow)))));
    }
}
