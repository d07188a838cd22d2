package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Sample;
import dev.gauntlet.evidence.prometheus.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the bucket series of one classic histogram together, scrape by scrape: all bounds of a scrape share its time stamp. */
final class ClassicHistogram {
    /** The label that carries a bucket's upper bound. */
    static final String BOUND = "le";

    private final SortedMap<Long, SortedMap<Double, Double>> scrapes = new TreeMap<>();
    private final SortedMap<Long, Reading> irregular = new TreeMap<>();

    /** Takes in the series of one bound. */
    void add(Series series) {
        Optional<Double> bound = bound(series.label(BOUND));
        for (Sample sample : series.samples()) {
            long time = sample.timestampMillis();
            if (bound.isEmpty()) {
                refuse(time, DataFault.Kind.NOT_A_HISTOGRAM, "has a bucket with le=\"" + series.label(BOUND)
                        + "\", which is no bound");
            } else if (scrapes.computeIfAbsent(time, at -> new TreeMap<>()).put(bound.get(), sample.value()) != null) {
                refuse(time, DataFault.Kind.BUCKET_LAYOUT_DIFFERS, "has the bound " + bound.get() + " twice");
            }
        }
    }

    /** "1", "1.0" and "1e0" are one bound: exporters and versions of the store write them differently. */
    private static Optional<Double> bound(String text) {
        try {
            double bound = text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
            return Double.isNaN(bound) || bound == Double.NEGATIVE_INFINITY ? Optional.empty() : Optional.of(bound + 0.0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void refuse(long time, DataFault.Kind kind, String description) {
        irregular.putIfAbsent(time, new Reading.Irregular(time, kind, description));
    }

    /** The readings of all scrapes, ascending by time. */
    List<Reading> readings() {
        SortedMap<Long, Reading> readings = new TreeMap<>(irregular);
        scrapes.forEach((time, cumulative) -> readings.computeIfAbsent(time, at -> reading(at, cumulative)));
        return new ArrayList<>(readings.values());
    }

    private static Reading reading(long time, SortedMap<Double, Double> cumulative) {
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            Optional<DataFault.Kind> irregularity = CounterRules.irregularity(bucket.getValue(), SeriesKind.HISTOGRAM);
            if (irregularity.isPresent()) {
                return new Reading.Irregular(time, irregularity.get(), "has " + bucket.getValue() + " values up to "
                        + bucket.getKey());
            }
        }
        if (!cumulative.containsKey(Double.POSITIVE_INFINITY)) {
            return new Reading.Irregular(time, DataFault.Kind.INFINITE_BUCKET_MISSING, "has no bucket with le=\"+Inf\"");
        }
        SortedMap<Double, Long> counts = new TreeMap<>();
        long below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            long upTo = bucket.getValue().longValue();
            if (upTo < below) {
                return new Reading.Irregular(time, DataFault.Kind.BUCKETS_NOT_CUMULATIVE,
                        "has " + upTo + " values up to " + bucket.getKey() + " but " + below + " up to the bound before");
            }
            counts.put(bucket.getKey(), upTo - below);
            below = upTo;
        }
        return new Reading.Buckets(time, new BucketCounts(counts), new BucketLayout.Explicit(new TreeSet<>(cumulative.keySet())));
    }
}
