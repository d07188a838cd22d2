package dev.gauntlet.evidence;

import dev.gauntlet.stats.TwoArmSums;
import java.time.Duration;
import java.time.Instant;

/**
 * What was counted in one block of time of one traffic epoch.
 *
 * @param epoch the epoch's generation
 * @param start when the block begins; the epoch may begin later
 * @param length the block's length, the same for all blocks of a ledger
 * @param sums the sums of both variants; the counts of a scrape belong to the block in which it was made
 */
public record TimeBlock(int epoch, Instant start, Duration length, TwoArmSums sums) {
}
