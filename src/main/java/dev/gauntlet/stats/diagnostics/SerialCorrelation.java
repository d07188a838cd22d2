package dev.gauntlet.stats.diagnostics;

import java.util.List;
import java.util.Optional;

/**
 * Whether the difference in one time block carries over into the next. Blocks are merged until the lag-1 correlation is at most
 * {@code 2/sqrt(blocks)}; a variance between blocks holds when at least {@link #FEWEST} merged blocks are left.
 *
 * @param lag1 lag-1 autocorrelation of the standardised differences of the original blocks
 * @param blocks number of original blocks in which both arms were observed
 * @param size how many original blocks a merged one spans; 1 when nothing had to be merged
 * @param merged the merged blocks
 * @param resolved true when the merged blocks are no longer correlated and enough of them are left
 */
public record SerialCorrelation(double lag1, int blocks, int size, List<TimeBlock> merged, boolean resolved) {

    /** Fewest merged blocks whose spread can be trusted. */
    public static final int FEWEST = 30;

    /** Copies the blocks. */
    public SerialCorrelation {
        merged = List.copyOf(merged);
    }

    /**
     * From time blocks of equal length.
     *
     * @return empty with fewer than two blocks in which both arms were observed
     */
    public static Optional<SerialCorrelation> of(List<TimeBlock> blocks) {
        Optional<BlockDifference> original = BlockDifference.of(blocks);
        if (original.isEmpty()) {
            return Optional.empty();
        }
        int size = 1;
        BlockDifference current = original.get();
        while (isCorrelated(current)) {
            Optional<BlockDifference> longer = BlockDifference.of(TimeBlock.merge(blocks, size + 1));
            if (longer.isEmpty() || longer.get().blocks() < FEWEST) {
                break;
            }
            current = longer.get();
            size++;
        }
        return Optional.of(new SerialCorrelation(original.get().lag1Correlation(), original.get().blocks(), size,
                TimeBlock.comparable(TimeBlock.merge(blocks, size)), !isCorrelated(current) && current.blocks() >= FEWEST));
    }

    /** True when the original blocks are correlated. */
    public boolean isPresent() {
        return lag1 > limit(blocks);
    }

    /** The check in words; flagged when the original blocks are correlated. */
    public Diagnostic diagnostic() {
        String found = "The difference in one of " + blocks + " time blocks correlates with the next by " + Figures.number(lag1)
                + " (limit " + Figures.number(limit(blocks)) + ")";
        return new Diagnostic(Diagnostic.Name.SERIAL_CORRELATION, isPresent(), found + conclusion());
    }

    private String conclusion() {
        if (isPresent()) {
            return resolved
                    ? ": variances must be taken between the " + merged.size() + " blocks that are " + size + " times as long."
                    : ": fewer than " + FEWEST + " longer blocks without correlation are left, so no variance between blocks"
                            + " can be trusted yet.";
        }
        return resolved
                ? ", so blocks count as independent."
                : ", but fewer than " + FEWEST + " blocks cannot rule correlation out.";
    }

    private static boolean isCorrelated(BlockDifference difference) {
        return difference.lag1Correlation() > limit(difference.blocks());
    }

    private static double limit(int blocks) {
        return 2 / Math.sqrt(blocks);
    }
}
