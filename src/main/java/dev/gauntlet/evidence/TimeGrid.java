package dev.gauntlet.evidence;

import java.time.Duration;
import java.time.Instant;

/**
 * Cuts the time since a ledger's start into at most {@value #MOST_BLOCKS} blocks of equal length, which doubles as time goes by:
 * a block of one level is exactly two of the level before, so blocks can be joined without knowing what they were made of.
 *
 * @param start the ledger's start
 * @param period the length of a block at level 0
 */
record TimeGrid(Instant start, Duration period) {
    static final int MOST_BLOCKS = 64;

    /** The grid of a ledger. */
    static TimeGrid of(EvidenceSpec spec, Ledger ledger) {
        return new TimeGrid(ledger.start(), spec.evaluationPeriod());
    }

    /** The lowest level at which the time until a moment fits. */
    int level(Instant until) {
        int level = 0;
        while (index(until, level) >= MOST_BLOCKS) {
            level++;
        }
        return level;
    }

    /** The block in which a moment lies; a block includes its end. */
    int block(Instant at, int level) {
        return Math.toIntExact(index(at, level));
    }

    private long index(Instant at, int level) {
        return Math.floorDiv(Duration.between(start, at).toMillis() - 1, length(level).toMillis());
    }

    /** The length of a block. */
    Duration length(int level) {
        return period.multipliedBy(1L << level);
    }

    /** When a block begins. */
    Instant start(int block, int level) {
        return start.plus(length(level).multipliedBy(block));
    }
}
