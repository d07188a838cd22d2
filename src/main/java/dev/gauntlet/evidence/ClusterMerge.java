package dev.gauntlet.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the finest union of neighbouring clusters under which no cell has more successes than trials. */
final class ClusterMerge {
    private final List<SortedMap<String, ProportionCounts>> cells = new ArrayList<>();
    private final SortedMap<String, String> names = new TreeMap<>();

    /** Takes in the clusters of one variant in one epoch; as a whole they are consistent. */
    void add(SortedMap<String, ProportionCounts> clusters) {
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

    private boolean isConsistent(List<String> clusters) {
        return cells.stream().allMatch(cell -> clusters.stream()
                .map(cluster -> cell.getOrDefault(cluster, ProportionCounts.NONE))
                .reduce(ProportionCounts.NONE, ProportionCounts::plus).isConsistent());
    }
}
