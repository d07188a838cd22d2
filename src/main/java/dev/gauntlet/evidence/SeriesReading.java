package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Map<Selector, SeriesKind> kinds;
    private final Map<SeriesOfReplica, Identity> identities = new LinkedHashMap<>();
    private final Map<SeriesOfReplica, List<Reading>> readings = new HashMap<>();
    private final Map<SeriesOfReplica, ClassicHistogram> histograms = new HashMap<>();
    private final Set<Bucket> buckets = new HashSet<>();
    private final List<DataFault> faults = new ArrayList<>();

    private record SeriesOfReplica(SeriesKey key, String replica) {
    }

    private record Bucket(SeriesOfReplica of, String bound) {
    }

    private record Identity(String variant, String cluster, String segment, TargetKey target) {
    }

    SeriesReading(EvidenceSpec spec, Set<String> replicaLabels) {
        this.spec = spec;
        this.replicaLabels = replicaLabels;
        this.kinds = spec.kinds();
    }

    /** Takes in a series that a query for a counter returned; one that several queries returned is taken once. */
    void add(Selector counter, Series series) {
        List<VariantLabels> matching = spec.variants().stream().filter(variant -> variant.matches(series)).toList();
        if (matching.size() > 1) {
            faults.add(new DataFault.Irregular(DataFault.Kind.AMBIGUOUS_VARIANTS, Optional.empty(), Optional.empty(),
                    notation(series, false) + " carries the labels of "
                            + matching.stream().map(VariantLabels::name).collect(Collectors.joining(" and "))));
        }
        if (matching.size() == 1) {
            add(counter, series, matching.get(0));
        }
    }

    private void add(Selector counter, Series series, VariantLabels variant) {
        SeriesKind kind = kinds.get(counter);
        boolean bucket = kind == SeriesKind.HISTOGRAM && !series.label(ClassicHistogram.BOUND).isEmpty();
        String replica = replicaLabels.stream().sorted().map(series::label).collect(Collectors.joining("/"));
        SeriesOfReplica of = new SeriesOfReplica(new SeriesKey(counter, notation(series, bucket)), replica);
        identities.putIfAbsent(of, new Identity(variant.name(), spec.clusterLabel().map(series::label).orElse(""),
                segment(series), TargetKey.of(series)));
        if (bucket) {
            if (buckets.add(new Bucket(of, series.label(ClassicHistogram.BOUND)))) {
                histograms.computeIfAbsent(of, key -> new ClassicHistogram()).add(series);
            }
        } else if (kind == SeriesKind.HISTOGRAM) {
            readings.putIfAbsent(of, series.samples().isEmpty() ? NativeHistogram.readings(series.histograms())
                    : noHistogram(series));
        } else {
            readings.putIfAbsent(of, NumberReadings.of(series, kind));
        }
    }

    private static List<Reading> noHistogram(Series series) {
        return series.samples().stream().<Reading>map(sample -> new Reading.Irregular(sample.timestampMillis(),
                DataFault.Kind.NOT_A_HISTOGRAM, "has no label le and is no native histogram")).toList();
    }

    private String segment(Series series) {
        return spec.segmentLabels().stream().map(label -> label + "=" + Matcher.quote(series.label(label)))
                .collect(Collectors.joining(","));
    }

    /** What was taken in, sorted out; in the order of series and replicas. */
    List<CounterSamples> readings() {
        histograms.forEach((of, histogram) -> readings.put(of, histogram.readings()));
        return identities.entrySet().stream().map(entry -> {
            SeriesOfReplica of = entry.getKey();
            Identity identity = entry.getValue();
            return new CounterSamples(of.key(), identity.variant(), identity.cluster(), identity.segment(), identity.target(),
                    of.replica(), readings.get(of));
        }).sorted(Comparator.comparing(CounterSamples::key).thenComparing(CounterSamples::replica)).toList();
    }

    /** Series that belong to two variants. */
    List<DataFault> faults() {
        return List.copyOf(faults);
    }

    private String notation(Series series, boolean withoutBound) {
        return series.label("__name__") + series.labels().entrySet().stream()
                .filter(label -> !label.getKey().equals("__name__") && !replicaLabels.contains(label.getKey())
                        && !(withoutBound && label.getKey().equals(ClassicHistogram.BOUND)))
                .map(label -> label.getKey() + "=" + Matcher.quote(label.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
