package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.HistogramSample;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.PrometheusClient;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import dev.gauntlet.evidence.prometheus.Sample;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.evidence.prometheus.Series;
import dev.gauntlet.evidence.prometheus.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A metrics store in memory that answers range selectors as Prometheus does. */
public final class InMemoryStore implements PrometheusClient {
    private final Map<SortedMap<String, String>, NavigableMap<Long, Double>> series = new LinkedHashMap<>();
    private final Map<SortedMap<String, String>, NavigableMap<Long, HistogramSample>> histograms = new LinkedHashMap<>();
    private final boolean leftOpen;
    private int queries;

    /** A store whose ranges include their oldest edge (Prometheus 2.x), or do not (3.x). */
    InMemoryStore(boolean leftOpen) {
        this.leftOpen = leftOpen;
    }

    /** A store as of Prometheus 3.x. */
    public InMemoryStore() {
        this(true);
    }

    /** Stores one sample. */
    public InMemoryStore put(Map<String, String> labels, Instant at, double value) {
        series.computeIfAbsent(new TreeMap<>(labels), key -> new TreeMap<>()).put(at.toEpochMilli(), value);
        return this;
    }

    /** Stores one sample of a native histogram; its time is the sample's. */
    public InMemoryStore put(Map<String, String> labels, HistogramSample sample) {
        histograms.computeIfAbsent(new TreeMap<>(labels), key -> new TreeMap<>()).put(sample.timestampMillis(), sample);
        return this;
    }

    int queries() {
        return queries;
    }

    /** All series with their samples. */
    Map<SortedMap<String, String>, NavigableMap<Long, Double>> content() {
        return series;
    }

    @Override
    public QueryOutcome rawSamples(String selector, Duration range, Instant end) {
        queries++;
        Map<String, Predicate<String>> conditions = new LinkedHashMap<>();
        matchers(selector).forEach(matcher -> conditions.merge(matcher.label(), condition(matcher), Predicate::and));
        List<Series> found = new ArrayList<>();
        Predicate<Map<String, String>> matches = labels ->
                conditions.entrySet().stream().allMatch(one -> one.getValue().test(labels.getOrDefault(one.getKey(), "")));
        select(series, matches, range, end).forEach((labels, samples) -> found.add(Series.of(labels, samples.entrySet().stream()
                .map(sample -> new Sample(sample.getKey(), sample.getValue())).toList())));
        select(histograms, matches, range, end).forEach((labels, samples) ->
                found.add(new Series(labels, List.of(), List.copyOf(samples.values()))));
        return new QueryOutcome.Samples(found, Optional.empty());
    }

    private <T> Map<SortedMap<String, String>, NavigableMap<Long, T>> select(
            Map<SortedMap<String, String>, NavigableMap<Long, T>> stored,
            Predicate<Map<String, String>> matches, Duration range, Instant end) {
        Map<SortedMap<String, String>, NavigableMap<Long, T>> selected = new LinkedHashMap<>();
        stored.forEach((labels, samples) -> {
            NavigableMap<Long, T> inRange = samples.subMap(end.minus(range).toEpochMilli(), !leftOpen, end.toEpochMilli(), true);
            if (matches.test(labels) && !inRange.isEmpty()) {
                selected.put(labels, inRange);
            }
        });
        return selected;
    }

    private static List<Matcher> matchers(String selector) {
        Selector parsed = SelectorSyntax.parse(selector);
        List<Matcher> all = new ArrayList<>(parsed.matchers());
        all.add(new Matcher("__name__", Matcher.Operator.MATCHES, String.join("|", parsed.names())));
        return all;
    }

    private static Predicate<String> condition(Matcher matcher) {
        return switch (matcher.operator()) {
            case EQUAL -> matcher.value()::equals;
            case NOT_EQUAL -> value -> !value.equals(matcher.value());
            case MATCHES -> Pattern.compile(matcher.value()).asMatchPredicate();
            case NOT_MATCHES -> Pattern.compile(matcher.value()).asMatchPredicate().negate();
        };
    }

    @Override
    public StoreTime storeTime() {
        throw new UnsupportedOperationException("collecting takes the time as an argument");
    }
}
