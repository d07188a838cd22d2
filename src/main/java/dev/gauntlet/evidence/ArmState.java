package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a counter or gauge of a variant apart from its filed counts.
 *
 * @param excluded increments, or scrapes of a gauge, that lie in no epoch as a whole: changing weights, warm-up, labels not
 *        yet mature, before the start; or in one in which the variant has no share; empty if there are none
 * @param lastSample when it was last scraped
 * @param lastIncrease when it last grew
 */
public record ArmState(Optional<Amount> excluded, Instant lastSample, Optional<Instant> lastIncrease) {

    /** The state after a sample. */
    static ArmState seen(ArmState before, Instant at) {
        return before == null ? new ArmState(Optional.empty(), at, Optional.empty())
                : new ArmState(before.excluded, at.isAfter(before.lastSample) ? at : before.lastSample, before.lastIncrease);
    }

    /** The state after the sample added something that is filed. */
    ArmState grown(Instant at) {
        return new ArmState(excluded, lastSample, Optional.of(lastIncrease.filter(at::isBefore).orElse(at)));
    }

    /** The state with something more that is excluded. */
    ArmState excluding(Amount more) {
        return new ArmState(Optional.of(excluded.map(amount -> amount.plus(more)).orElse(more)), lastSample, lastIncrease);
    }
}
