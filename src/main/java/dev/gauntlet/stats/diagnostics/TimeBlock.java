package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.TwoArmSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums of both arms over one stretch of time, for instance an hour or a day.
 *
 * @param index number of the stretch; consecutive stretches have consecutive numbers, a gap is a stretch without data
 * @param sums sums of both arms within it
 */
public record TimeBlock(long index, TwoArmSums sums) {

    /**
     * Longer blocks: each joins some consecutive numbers, counted from the first block. Blocks of one number are added up.
     *
     * @param blocks in any order
     * @param size how many numbers a longer block spans, at least 1
     * @return in order of time, numbered from 0
     */
    public static List<TimeBlock> merge(List<TimeBlock> blocks, int size) {
        Arguments.positive("size", size);
        long first = blocks.stream().mapToLong(TimeBlock::index).min().orElse(0);
        Map<Long, TwoArmSums> merged = new TreeMap<>();
        for (TimeBlock block : blocks) {
            merged.merge(Math.floorDiv(block.index() - first, size), block.sums(), TwoArmSums::plus);
        }
        List<TimeBlock> result = new ArrayList<>();
        merged.forEach((index, sums) -> result.add(new TimeBlock(index, sums)));
        return List.copyOf(result);
    }

    /** Blocks in which both arms were observed, in order of time. */
    static List<TimeBlock> comparable(List<TimeBlock> blocks) {
        return merge(blocks, 1).stream().filter(block -> block.sums().isComparable()).toList();
    }

    /** Challenger minus champion within the block. */
    double difference() {
        return sums.challenger().ratio() - sums.champion().ratio();
    }

    /** {@code n1 n0 / (n1 + n0)}. */
    double weight() {
        double challenger = sums.challenger().denominator();
        double champion = sums.champion().denominator();
        return challenger / (challenger + champion) * champion;
    }
}
