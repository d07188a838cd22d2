package dev.gauntlet.evidence.prometheus;

import java.time.Duration;
import java.time.Instant;

/** What came of asking the store for its clock. */
public sealed interface StoreTime permits StoreTime.Known, Failure {

    /**
     * The store's clock.
     *
     * @param now its time, to the millisecond
     * @param skew the store's clock minus the local one at the middle of the exchange
     */
    record Known(Instant now, Duration skew) implements StoreTime {
    }
}
