package dev.gauntlet.evidence.prometheus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A time series with its raw samples.
 *
 * @param labels all labels, {@code __name__} included
 * @param samples ascending by time
 * @param histograms its samples that are native histograms, ascending by time
 */
public record Series(SortedMap<String, String> labels, List<Sample> samples, List<HistogramSample> histograms) {

    /** Copies what it is given. */
    public Series {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        samples = List.copyOf(samples);
        histograms = List.copyOf(histograms);
    }

    /**
     * A series of numbers with any label map.
     *
     * @param labels all labels
     * @param samples ascending by time
     */
    public static Series of(Map<String, String> labels, List<Sample> samples) {
        return new Series(new TreeMap<>(labels), samples, List.of());
    }

    /**
     * The value of a label.
     *
     * @param name the label's name
     * @return its value, the empty string when it is absent (Prometheus does not tell the two apart)
     */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }
}
