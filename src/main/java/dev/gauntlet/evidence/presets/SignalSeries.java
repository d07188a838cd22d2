package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.evidence.prometheus.Selector;
import java.util.List;
import java.util.Optional;

/** The series from which one signal of one source is computed. */
sealed interface SignalSeries {

    /** The types of metric that the series allow; the first is the one meant by a metric with neither type nor quantile. */
    List<Metric.Type> types();

    /**
     * A share of counted events; less is better.
     *
     * @param events the events, selected among the trials
     * @param trials the trials
     */
    record Share(Selector events, Selector trials) implements SignalSeries {

        @Override
        public List<Metric.Type> types() {
            return List.of(Metric.Type.Proportion);
        }
    }

    /**
     * Times; less is better.
     *
     * @param unit their unit
     * @param sum the counter of their sum
     * @param count the counter of their number
     * @param buckets the buckets of a histogram of them, if there is one
     */
    record Times(TimeUnit unit, Selector sum, Selector count, Optional<Selector> buckets) implements SignalSeries {

        @Override
        public List<Metric.Type> types() {
            return buckets.isPresent() ? List.of(Metric.Type.Mean, Metric.Type.Quantile) : List.of(Metric.Type.Mean);
        }
    }

    /**
     * A distribution that is compared with the champion's.
     *
     * @param buckets the buckets of a histogram
     */
    record Distribution(Selector buckets) implements SignalSeries {

        @Override
        public List<Metric.Type> types() {
            return List.of(Metric.Type.Drift);
        }
    }

    /**
     * What a source cannot give.
     *
     * @param reason why not, and what to do instead; it follows the source's name
     */
    record Missing(String reason) implements SignalSeries {

        @Override
        public List<Metric.Type> types() {
            return List.of();
        }
    }
}
