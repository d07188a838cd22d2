package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sorts the series that queries returned by variant. */
final class SeriesReading {
    private final EvidenceSpec spec;
    private final Set<String> replicaLabels;
    private final Map<SeriesOfReplica, CounterSamples> readings = new LinkedHashMap<>();
    private final List<DataFault> faults = new ArrayList<>();

    private record SeriesOfReplica(SeriesKey key, String replica) {
    }

    SeriesReading(EvidenceSpec spec, Set<String> replicaLabels) {
        this.spec = spec;
        this.replicaLabels = replicaLabels;
    }

    /** Takes in a series that a query for a counter returned; one that several queries returned is taken once. */
    void add(Selector counter, Series series) {
        List<VariantLabels> matching = spec.variants().stream().filter(variant -> variant.matches(series)).toList();
        if (matching.size() > 1) {
            faults.add(new DataFault.Irregular(DataFault.Kind.AMBIGUOUS_VARIANTS, Optional.empty(), Optional.empty(), notation(series)
                    + " carries the labels of " + matching.stream().map(VariantLabels::name).collect(Collectors.joining(" and "))));
        }
        if (matching.size() == 1) {
            SeriesKey key = new SeriesKey(counter, notation(series));
            String replica = replicaLabels.stream().sorted().map(series::label).collect(Collectors.joining("/"));
            readings.putIfAbsent(new SeriesOfReplica(key, replica), new CounterSamples(key, matching.get(0).name(),
                    spec.clusterLabel().map(series::label).orElse(""), TargetKey.of(series), replica, series.samples()));
        }
    }

    /** What was taken in, sorted out. */
    List<CounterSamples> readings() {
        return List.copyOf(readings.values());
    }

    /** Series that belong to two variants. */
    List<DataFault> faults() {
        return List.copyOf(faults);
    }

    private String notation(Series series) {
        return series.label("__name__") + series.labels().entrySet().stream()
                .filter(label -> !label.getKey().equals("__name__") && !replicaLabels.contains(label.getKey()))
                .map(label -> label.getKey() + "=" + Matcher.quote(label.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
