package dev.gauntlet.stats.histogram;

import java.util.Arrays;
import java.util.List;

/**
 * Counts of the buckets of one histogram, and their shares.
 *
 * @param counts values in each bucket
 * @param total number of values
 */
record BucketShares(List<Long> counts, long total) {

    static BucketShares of(Histogram histogram) {
        return new BucketShares(histogram.bucketCounts(), histogram.count());
    }

    int size() {
        return counts.size();
    }

    long count(int bucket) {
        return counts.get(bucket);
    }

    double share(int bucket) {
        return (double) counts.get(bucket) / total;
    }

    double cumulative(int bucket) {
        long below = 0;
        for (int j = 0; j <= bucket; j++) {
            below += counts.get(j);
        }
        return (double) below / total;
    }

    long[] counts(int[] chosen) {
        return Arrays.stream(chosen).mapToLong(this::count).toArray();
    }

    /** {@code p log(p/q)}, 0 at p = 0. */
    static double divergence(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }
}
