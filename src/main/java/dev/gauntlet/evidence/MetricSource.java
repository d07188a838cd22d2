package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The series from which a metric is computed, and how they belong together. */
public sealed interface MetricSource {

    /** All series of the metric. */
    List<Selector> selectors();

    /** The series that tell how much was observed: trials, values, exposure, or scrapes of a gauge. */
    Selector observed();

    /** The series whose growth over that of the observed is the estimate; empty for histograms and gauges. */
    Optional<Selector> summed();

    /** How the samples of one of the metric's series are read. */
    SeriesKind kind(Selector selector);

    /** Whether the counts of one of the metric's series are kept per cluster of units. */
    boolean isClustered(Selector selector);

    /**
     * A share of counted events.
     *
     * @param numerator the counter of successes, whole numbers
     * @param denominator the counter of trials, whole numbers; each success is one of them
     */
    record Proportion(Selector numerator, Selector denominator) implements MetricSource {
        /** Refuses missing parts. */
        public Proportion {
            Objects.requireNonNull(numerator);
            Objects.requireNonNull(denominator);
        }

        @Override
        public List<Selector> selectors() {
            return List.of(numerator, denominator);
        }

        @Override
        public Selector observed() {
            return denominator;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.of(numerator);
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return SeriesKind.WHOLE_COUNTER;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return true;
        }
    }

    /**
     * A ratio of two sums over units, for instance revenue per session.
     *
     * @param numerator a counter, decimals allowed
     * @param denominator a counter, decimals allowed
     */
    record Ratio(Selector numerator, Selector denominator) implements MetricSource {
        /** Refuses missing parts. */
        public Ratio {
            Objects.requireNonNull(numerator);
            Objects.requireNonNull(denominator);
        }

        @Override
        public List<Selector> selectors() {
            return List.of(numerator, denominator);
        }

        @Override
        public Selector observed() {
            return denominator;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.of(numerator);
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return SeriesKind.DECIMAL_COUNTER;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return true;
        }
    }

    /**
     * Events per exposure, for instance crashes per request or per hour.
     *
     * @param events the counter of events, whole numbers
     * @param exposure the counter of exposure, decimals allowed
     */
    record Count(Selector events, Selector exposure) implements MetricSource {
        /** Refuses missing parts. */
        public Count {
            Objects.requireNonNull(events);
            Objects.requireNonNull(exposure);
        }

        @Override
        public List<Selector> selectors() {
            return List.of(events, exposure);
        }

        @Override
        public Selector observed() {
            return exposure;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.of(events);
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return selector.equals(events) ? SeriesKind.WHOLE_COUNTER : SeriesKind.DECIMAL_COUNTER;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return true;
        }
    }

    /**
     * The mean of values of which the exporter gives sums. Only the sum and the count are kept per cluster.
     *
     * @param sum the counter of the values' sum, decimals allowed; the values must not be negative, or the sum is no counter
     * @param count the counter of the values, whole numbers
     * @param sumOfSquares the counter of the sum of their squares, if it is exported
     * @param covariate sums of a covariate that was known before the treatment, if they are exported
     */
    record Mean(Selector sum, Selector count, Optional<Selector> sumOfSquares,
            Optional<Covariate> covariate) implements MetricSource {
        /** Refuses missing parts. */
        public Mean {
            Objects.requireNonNull(sum);
            Objects.requireNonNull(count);
            Objects.requireNonNull(sumOfSquares);
            Objects.requireNonNull(covariate);
        }

        @Override
        public List<Selector> selectors() {
            List<Selector> all = new ArrayList<>(List.of(sum, count));
            sumOfSquares.ifPresent(all::add);
            covariate.ifPresent(sums -> all.addAll(List.of(sums.sum(), sums.sumOfSquares(), sums.product())));
            return all;
        }

        @Override
        public Selector observed() {
            return count;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.of(sum);
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return selector.equals(count) ? SeriesKind.WHOLE_COUNTER : SeriesKind.DECIMAL_COUNTER;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return selector.equals(sum) || selector.equals(count);
        }
    }

    /**
     * Counters about a covariate (CUPED), over the same values as the mean's count.
     *
     * @param sum the sum of the covariate
     * @param sumOfSquares the sum of its squares
     * @param product the sum of covariate times value
     */
    record Covariate(Selector sum, Selector sumOfSquares, Selector product) {
        /** Refuses missing parts. */
        public Covariate {
            Objects.requireNonNull(sum);
            Objects.requireNonNull(sumOfSquares);
            Objects.requireNonNull(product);
        }
    }

    /**
     * A histogram: a classic one, whose {@code _bucket} series carry {@code le}, or a native one.
     *
     * @param histogram selects the {@code _bucket} series without a matcher on {@code le}, or the native histogram
     * @param quantile the quantile that the metric is about, between 0 and 1; empty if it is about the distribution
     */
    record Buckets(Selector histogram, Optional<BigDecimal> quantile) implements MetricSource {
        /** Refuses missing parts and a quantile that is none. */
        public Buckets {
            Objects.requireNonNull(histogram);
            quantile = quantile.map(BigDecimal::stripTrailingZeros);
            if (quantile.filter(p -> p.signum() <= 0 || p.compareTo(BigDecimal.ONE) >= 0).isPresent()) {
                throw new IllegalArgumentException("quantile must lie between 0 and 1 but is " + quantile.get());
            }
        }

        @Override
        public List<Selector> selectors() {
            return List.of(histogram);
        }

        @Override
        public Selector observed() {
            return histogram;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.empty();
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return SeriesKind.HISTOGRAM;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return true;
        }
    }

    /**
     * A value that goes up and down; each scrape is one observation.
     *
     * @param value selects the gauge
     */
    record Gauge(Selector value) implements MetricSource {
        /** Refuses a missing selector. */
        public Gauge {
            Objects.requireNonNull(value);
        }

        @Override
        public List<Selector> selectors() {
            return List.of(value);
        }

        @Override
        public Selector observed() {
            return value;
        }

        @Override
        public Optional<Selector> summed() {
            return Optional.empty();
        }

        @Override
        public SeriesKind kind(Selector selector) {
            return SeriesKind.GAUGE;
        }

        @Override
        public boolean isClustered(Selector selector) {
            return false;
        }
    }
}
