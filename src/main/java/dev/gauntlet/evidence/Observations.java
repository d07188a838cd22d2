package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.List;

/**
 * What the store holds for one stretch of time, sorted out by variant: the input of {@link LedgerAdvance}.
 *
 * @param until the end of the stretch, inclusive
 * @param counters the samples of all counters of all variants, reaching back at least the overlap before the ledger's end
 * @param scrapes the scrapes of the targets involved, reaching back at least the presence before the ledger's end
 */
record Observations(Instant until, List<CounterSamples> counters, TargetScrapes scrapes) {

    /** Copies the list. */
    public Observations {
        counters = List.copyOf(counters);
    }
}
