package dev.gauntlet.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * Finds the finest union of neighbouring clusters under which no cell contradicts itself: a union of hash buckets is a hash
 * bucket.
 */
final class ClusterMerge<T> {
    private final BinaryOperator<T> plus;
    private final Predicate<T> consistent;
    private final List<SortedMap<String, T>> cells = new ArrayList<>();
    private final SortedMap<String, String> names = new TreeMap<>();

    /**
     * A merge of nothing yet.
     *
     * @param plus adds two cells
     * @param consistent whether a cell does not contradict itself
     */
    ClusterMerge(BinaryOperator<T> plus, Predicate<T> consistent) {
        this.plus = plus;
        this.consistent = consistent;
    }

    /** Takes in the clusters of one variant in one epoch; as a whole they are consistent. */
    void add(SortedMap<String, T> clusters) {
        cells.add(clusters);
        clusters.keySet().forEach(cluster -> names.put(cluster, cluster));
    }

    /** For each cluster the name of the union to which it belongs. */
    SortedMap<String, String> names() {
        List<List<String>> groups = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String cluster : names.keySet()) {
            open.add(cluster);
            if (isConsistent(open)) {
                groups.add(open);
                open = new ArrayList<>();
            }
        }
        while (!open.isEmpty() && !groups.isEmpty() && !isConsistent(open)) {
            open.addAll(0, groups.remove(groups.size() - 1));
        }
        if (!open.isEmpty()) {
            groups.add(open);
        }
        groups.forEach(group -> group.forEach(cluster -> names.put(cluster, group.get(0))));
        return names;
    }

    /** The clusters of one variant in one epoch under their unions' names. */
    SortedMap<String, T> merged(SortedMap<String, T> clusters) {
        SortedMap<String, T> merged = new TreeMap<>();
        clusters.forEach((cluster, cell) -> merged.merge(names.get(cluster), cell, plus));
        return merged;
    }

    private boolean isConsistent(List<String> clusters) {
        return cells.stream().allMatch(cell -> clusters.stream().map(cell::get).filter(Objects::nonNull)
                .reduce(plus).filter(consistent.negate()).isEmpty());
    }
}
