package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a counter of a variant apart from its filed counts.
 *
 * @param excluded increments that lie in no epoch as a whole: changing weights, warm-up, before the start
 * @param lastSample when it was last scraped
 * @param lastIncrease when it last grew
 */
public record ArmState(long excluded, Instant lastSample, Optional<Instant> lastIncrease) {

    /** The state after a sample. */
    static ArmState seen(ArmState before, Instant at) {
        return before == null ? new ArmState(0, at, Optional.empty())
                : new ArmState(before.excluded, at.isAfter(before.lastSample) ? at : before.lastSample, before.lastIncrease);
    }

    /** The state after the sample grew by an increment, of which some is excluded. */
    ArmState grown(Instant at, long newlyExcluded) {
        return new ArmState(excluded + newlyExcluded, lastSample,
                Optional.of(lastIncrease.filter(at::isBefore).orElse(at)));
    }
}
