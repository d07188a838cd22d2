package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.evidence.prometheus.Series;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A variant and the labels by which its series are recognised.
 *
 * @param name the variant's name, unique in its experiment
 * @param labels label values that a series of this variant carries; an empty value stands for an absent label
 */
public record VariantLabels(String name, SortedMap<String, String> labels) {

    /** Copies the labels; refuses none at all and label names that Prometheus would refuse. */
    public VariantLabels {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("variant " + name + " has no metric labels, so its series cannot be told apart");
        }
        for (String label : labels.keySet()) {
            if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*") || label.equals("__name__")) {
                throw new IllegalArgumentException("'" + label + "' of variant " + name
                        + " is not a label name ([a-zA-Z_][a-zA-Z0-9_]*)");
            }
        }
    }

    /**
     * A variant of any label map.
     *
     * @param name the variant's name
     * @param labels label values that a series of this variant carries
     */
    public static VariantLabels of(String name, Map<String, String> labels) {
        return new VariantLabels(name, new TreeMap<>(labels));
    }

    /** Whether a series carries all the labels. */
    boolean matches(Series series) {
        return labels.entrySet().stream().allMatch(label -> series.label(label.getKey()).equals(label.getValue()));
    }

    /** Whether a series that is known by its notation carries all the labels. */
    boolean matches(SeriesKey key) {
        Map<String, String> found = SelectorSyntax.parse(key.series()).matchers().stream()
                .collect(Collectors.toMap(Matcher::label, Matcher::value));
        return labels.entrySet().stream().allMatch(label -> found.getOrDefault(label.getKey(), "").equals(label.getValue()));
    }
}
