package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.List;

/**
 * What came of one pass.
 *
 * @param ledger the ledger after it
 * @param faults what is wrong with the data; none of them counts for or against a model
 * @param dataUntil up to when everything is counted
 * @param caughtUp whether that is as far as the settle delay and the traffic history allow
 */
public record Collected(Ledger ledger, List<DataFault> faults, Instant dataUntil, boolean caughtUp) {

    /** Copies the list. */
    public Collected {
        faults = List.copyOf(faults);
    }
}
