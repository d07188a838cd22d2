package dev.gauntlet.operator;

import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.Ledger;
import java.time.Instant;
import java.util.List;

/**
 * The data as seen in one pass.
 *
 * @param ledger the counts, advanced as far as possible
 * @param faults what is wrong
 * @param now the store's time, or the operator's when the store does not answer; never before what the ledger holds
 */
record DataLook(Ledger ledger, List<DataFault> faults, Instant now) {
}
