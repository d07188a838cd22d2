package dev.gauntlet.decision;

import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.histogram.HistogramStratum;
import java.util.List;

/** What was counted for one metric of a challenger and the champion, by epoch of constant weights. */
public sealed interface MetricData {

    /**
     * Nothing that can be used.
     *
     * @param reason the name of what is wrong with the data; empty when there is only nothing yet
     */
    record Unusable(String reason) implements MetricData {
    }

    /**
     * Trials and successes.
     *
     * @param strata clustered when the spec names a cluster label and every trial carries it
     */
    record Proportions(List<ProportionStratum> strata) implements MetricData {

        /** Copies the list. */
        public Proportions {
            strata = List.copyOf(strata);
        }
    }

    /**
     * Sums of a mean, ratio or event rate.
     *
     * @param strata clustered when the spec names a cluster label and every series carries it
     */
    record Sums(List<SumsStratum> strata) implements MetricData {

        /** Copies the list. */
        public Sums {
            strata = List.copyOf(strata);
        }
    }

    /**
     * Values counted in buckets.
     *
     * @param strata clustered when the spec names a cluster label and every series carries it
     */
    record Histograms(List<HistogramStratum> strata) implements MetricData {

        /** Copies the list. */
        public Histograms {
            strata = List.copyOf(strata);
        }
    }

    /**
     * Levels at the times of the scrapes.
     *
     * @param champion the champion's mean level
     * @param challenger the challenger's mean level
     * @param championSamples scrapes of the champion
     * @param challengerSamples scrapes of the challenger
     */
    record Levels(double champion, double challenger, long championSamples, long challengerSamples) implements MetricData {
    }
}
