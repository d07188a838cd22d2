package dev.gauntlet.evidence.prometheus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What came of a query for raw samples. */
public sealed interface QueryOutcome permits QueryOutcome.Samples, Failure {

    /**
     * A complete answer.
     *
     * @param series the series that matched, in the store's order; empty if none did
     * @param storeTime the store's clock when it answered, to the second ({@code Date} header), empty if it did not say
     */
    record Samples(List<Series> series, Optional<Instant> storeTime) implements QueryOutcome {

        /** Copies the list. */
        public Samples {
            series = List.copyOf(series);
        }
    }
}
