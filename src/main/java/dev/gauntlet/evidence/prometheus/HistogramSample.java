package dev.gauntlet.evidence.prometheus;

import java.util.List;

/**
 * One stored sample of a native histogram.
 *
 * @param timestampMillis the scrape's time, milliseconds since the epoch, on the clock of the scraper
 * @param count how many values there were in all, those that are not a number included
 * @param buckets the buckets that are not empty
 */
public record HistogramSample(long timestampMillis, double count, List<Bucket> buckets) {

    /** Copies the list. */
    public HistogramSample {
        buckets = List.copyOf(buckets);
    }

    /**
     * One bucket; counts are not cumulative.
     *
     * @param lower its lower bound
     * @param upper its upper bound
     * @param count how many values lie in it
     */
    public record Bucket(double lower, double upper, double count) {
    }
}
