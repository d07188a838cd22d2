package dev.gauntlet.evidence.prometheus;

import java.time.Duration;
import java.time.Instant;

/** Read access to one metrics store. */
public interface PrometheusClient {

    /**
     * The stored samples of a selector, neither resampled nor extrapolated. Whether a sample at exactly {@code end - range} is
     * included depends on the store's version, so callers filter by time stamp.
     *
     * @param selector an instant vector selector in PromQL
     * @param range the length of the time range, at least 1 ms
     * @param end the end of the range, inclusive, on the store's clock
     * @return the samples, or why there are none; never throws for what the store or the network does
     */
    QueryOutcome rawSamples(String selector, Duration range, Instant end);

    /** The store's own clock, or why it is not known. */
    StoreTime storeTime();
}
