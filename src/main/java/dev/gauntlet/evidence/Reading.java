package dev.gauntlet.evidence;

/** What one scrape of a series, or of all buckets of a histogram, gave. */
sealed interface Reading {

    /** The time of the scrape, milliseconds since the epoch. */
    long timestampMillis();

    /** A counter's value; most samples are read again and again, so it becomes exact only when it is counted. */
    record Number(long timestampMillis, double value) implements Reading {
    }

    /** A histogram's counts, of which the sum over all time grows. */
    record Buckets(long timestampMillis, BucketCounts counts, BucketLayout layout) implements Reading {
    }

    /** A gauge's value. */
    record Level(long timestampMillis, double value) implements Reading {
    }

    /** A value that cannot be counted, and why. */
    record Irregular(long timestampMillis, DataFault.Kind kind, String description) implements Reading {
    }
}
