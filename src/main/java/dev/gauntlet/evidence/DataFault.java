package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.FailureReason;
import java.util.Objects;
import java.util.Optional;

/** Something that is wrong with the data. No fault is ever taken for a failure, or a success, of a model. */
public sealed interface DataFault {

    /** The stable CamelCase name for conditions, events and metrics. */
    String reason();

    /** What is wrong, for people. */
    String message();

    /** The metric that is affected, empty if all are. */
    Optional<String> metric();

    /** The variant that is affected, empty if all are. */
    Optional<String> variant();

    /** Whether the ledger stands still because of it. */
    boolean holdsLedger();

    /** What can be wrong with what the store answered, apart from its not answering. */
    enum Kind {
        /** A series carries the labels of two variants. */
        AMBIGUOUS_VARIANTS("AmbiguousVariants", true),
        /** The experiment has more series than one ledger follows. */
        TOO_MANY_SERIES("TooManySeries", true),
        /** The cluster label has too many values to be a bounded hash bucket. */
        TOO_MANY_CLUSTERS("TooManyClusters", true),
        /** A variant has no series of a metric's denominator: unknown label, or no traffic yet. */
        NO_SERIES("NoSeries", false),
        /** A variant has series of a metric's denominator, but they are not scraped any more. */
        SILENT("Silent", false),
        /** A sample is NaN or infinite; it is not counted. */
        NOT_A_NUMBER("NotANumber", false),
        /**
         * A sample is fractional or beyond 2^53 where events are counted, or beyond 10^30 or below 10^-30 where a sum is; it is
         * not counted.
         */
        NOT_A_COUNTER("NotACounter", false),
        /** A sample of a counter is negative; it is not counted. */
        NEGATIVE_COUNT("NegativeCount", false),
        /** A counter went backwards although its process did not restart. */
        COUNTER_WENT_BACKWARDS("CounterWentBackwards", false),
        /** A sample arrived after a later one of its series had been counted; it was skipped. */
        LATE_SAMPLES("LateSamples", false),
        /** More successes than trials. */
        NUMERATOR_ABOVE_DENOMINATOR("NumeratorAboveDenominator", false),
        /** A mean has a sum, or a ratio a numerator, of nothing: its count or denominator is zero. */
        SUM_WITHOUT_COUNT("SumWithoutCount", false),
        /** A sum of squares is smaller than the squared sum over the count, which no values can make. */
        SUM_OF_SQUARES_TOO_SMALL("SumOfSquaresTooSmall", false),
        /**
         * A histogram was asked for, and the series has no {@code le} that is a bound and is no native histogram of known
         * buckets.
         */
        NOT_A_HISTOGRAM("NotAHistogram", false),
        /** A histogram lacks the bucket that counts every value; the scrape is not counted. */
        INFINITE_BUCKET_MISSING("InfiniteBucketMissing", false),
        /** A bucket counts less than the one below it; the scrape is not counted. */
        BUCKETS_NOT_CUMULATIVE("BucketsNotCumulative", false),
        /** A histogram has other buckets than the metric's first one; the scrape is not counted. */
        BUCKET_LAYOUT_DIFFERS("BucketLayoutDiffers", false),
        /** A histogram has more bounds than a ledger keeps; the scrape is not counted. */
        TOO_MANY_BUCKETS("TooManyBuckets", false),
        /** No finite bound lies where the hard limit could be judged. */
        BUCKETS_TOO_COARSE("BucketsTooCoarse", false),
        /** The segment labels have too many combinations; the later ones are filed as one. */
        TOO_MANY_SEGMENTS("TooManySegments", false),
        /** For some time the store has no sample of any series. */
        DATA_GAP("DataGap", false);

        private final String reason;
        private final boolean holdsLedger;

        Kind(String reason, boolean holdsLedger) {
            this.reason = reason;
            this.holdsLedger = holdsLedger;
        }

        /** The stable CamelCase name. */
        public String reason() {
            return reason;
        }
    }

    /**
     * The store did not answer a query usably.
     *
     * @param failure why
     * @param query what was asked
     * @param detail what the store or the network said
     */
    record QueryFailed(FailureReason failure, String query, String detail) implements DataFault {
        @Override
        public String reason() {
            return failure.reason();
        }

        @Override
        public String message() {
            return detail + " (query " + query + ")";
        }

        @Override
        public Optional<String> metric() {
            return Optional.empty();
        }

        @Override
        public Optional<String> variant() {
            return Optional.empty();
        }

        @Override
        public boolean holdsLedger() {
            return true;
        }
    }

    /**
     * The store answered, but the data is not as it should be.
     *
     * @param kind what is wrong
     * @param metric the metric that is affected, empty if all are
     * @param variant the variant that is affected, empty if all are
     * @param message what is wrong, for people
     */
    record Irregular(Kind kind, Optional<String> metric, Optional<String> variant, String message) implements DataFault {
        /** Refuses missing parts. */
        public Irregular {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(metric);
            Objects.requireNonNull(variant);
            Objects.requireNonNull(message);
        }

        @Override
        public String reason() {
            return kind.reason();
        }

        @Override
        public boolean holdsLedger() {
            return kind.holdsLedger;
        }
    }
}
