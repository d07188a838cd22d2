package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import java.util.List;
import java.util.Optional;

/**
 * Difference of both arms as the weighted mean of the differences within time blocks, weights {@code w = n1 n0/(n1+n0)}, with
 * standard errors from the spread of the blocks: they need no model of an observation, and a base level that moves for both
 * arms does not count. They do not see units that come back in other blocks.
 */
public final class BlockDifference {

    private final List<TimeBlock> blocks;
    private final double[] contributions;
    private final double difference;

    private BlockDifference(List<TimeBlock> blocks) {
        this.blocks = blocks;
        double total = blocks.stream().mapToDouble(TimeBlock::weight).sum();
        double sum = 0;
        for (TimeBlock block : blocks) {
            sum += block.weight() / total * block.difference();
        }
        difference = sum;
        contributions = blocks.stream()
                .mapToDouble(block -> block.weight() / total * (block.difference() - difference)).toArray();
    }

    /**
     * From time blocks; those in which an arm is empty are left out.
     *
     * @return empty with fewer than two blocks in which both arms were observed
     */
    public static Optional<BlockDifference> of(List<TimeBlock> blocks) {
        List<TimeBlock> used = TimeBlock.comparable(blocks);
        return used.size() < 2 ? Optional.empty() : Optional.of(new BlockDifference(used));
    }

    /** Number of blocks in which both arms were observed. */
    public int blocks() {
        return blocks.size();
    }

    /** Challenger minus champion. */
    public double difference() {
        return difference;
    }

    /** Sandwich standard error {@code sqrt(sum w^2 (d_b - d)^2)/W} (HC0). */
    public double standardErrorHc0() {
        return neweyWestStandardError(0);
    }

    /** The same with the factor B/(B-1) on the variance (HC1). */
    public double standardErrorHc1() {
        return standardErrorHc0() * Math.sqrt(blocks.size() / (blocks.size() - 1.0));
    }

    /**
     * Standard error that allows for correlation between blocks, with Bartlett weights {@code 1 - l/(lags+1)} and no
     * small-sample factor (Newey, West 1987). Neighbours are neighbours in the list: gaps are closed.
     *
     * @param lags number of lags, not negative
     */
    public double neweyWestStandardError(int lags) {
        Arguments.nonNegative("lags", (long) lags);
        double variance = autocovariance(0);
        for (int lag = 1; lag <= Math.min(lags, blocks.size() - 1); lag++) {
            variance += 2 * (1 - lag / (lags + 1.0)) * autocovariance(lag);
        }
        return Math.sqrt(Math.max(0, variance));
    }

    /**
     * Lag-1 autocorrelation of the standardised deviations {@code sqrt(w) (d_b - d)} of blocks whose numbers follow each other;
     * 0 when all blocks agree.
     */
    public double lag1Correlation() {
        double products = 0;
        double squares = 0;
        for (int b = 0; b < blocks.size(); b++) {
            double deviation = deviation(b);
            squares += deviation * deviation;
            if (b > 0 && blocks.get(b).index() == blocks.get(b - 1).index() + 1) {
                products += deviation * deviation(b - 1);
            }
        }
        return squares > 0 ? products / squares : 0;
    }

    private double deviation(int b) {
        return Math.sqrt(blocks.get(b).weight()) * (blocks.get(b).difference() - difference);
    }

    private double autocovariance(int lag) {
        double sum = 0;
        for (int b = lag; b < contributions.length; b++) {
            sum += contributions[b] * contributions[b - lag];
        }
        return sum;
    }
}
