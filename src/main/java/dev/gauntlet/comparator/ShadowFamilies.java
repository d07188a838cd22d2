package dev.gauntlet.comparator;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The families of series that a comparator exports, in the client library of Prometheus. Micrometer cannot be used, because its summaries
 * drop values below zero.
 */
final class ShadowFamilies {

    private static final double[] MAGNITUDES = {0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.5, 1, 10, 100, 1000};
    private static final double[] SHARES = {0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
    private static final double[] RANKS = {-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1};
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final String[] labels;

    final Counter requests;
    final Counter failures;
    final Counter unreadable;
    final Counter pairs;
    final Counter divergent;
    final Counter labelChanges;
    final Counter errors;
    final Counter copies;
    final Counter dropped;
    final Histogram latency;
    final Histogram latencyDifference;
    final Histogram numericDifference;
    final Histogram textDistance;
    final Histogram rankAgreement;
    final Histogram score;

    /**
     * Registers the families.
     *
     * @param labels names of the labels that every series carries
     * @param scoreBuckets upper bounds of the buckets for scores
     * @param startSeconds when this process started, in seconds since 1970
     */
    ShadowFamilies(List<String> labels, List<Double> scoreBuckets, double startSeconds) {
        this.labels = labels.toArray(String[]::new);
        requests = counter("gauntlet_shadow_requests_total", "Copies of which both models have answered or failed to.");
        failures = counter("gauntlet_shadow_failures_total", "Copies that the model did not answer with status 2xx, by reason.", "reason");
        unreadable = counter("gauntlet_shadow_unreadable_total", "Answers with status 2xx without a readable prediction.", "reason");
        pairs = counter("gauntlet_shadow_pairs_total", "Copies whose two answers were compared.");
        divergent = counter("gauntlet_shadow_divergent_total", "Compared copies on which the model disagrees with the champion.");
        labelChanges = counter("gauntlet_shadow_label_changes_total", "Compared copies for which the model predicts another class.");
        errors = counter("gauntlet_shadow_errors_total", "Copies that failed, by who failed: champion, challenger or both.", "side");
        copies = counter("gauntlet_shadow_copies_total", "Copies that arrived, dropped ones included.");
        dropped = counter("gauntlet_shadow_dropped_total", "Copies that were not compared, by reason.", "reason");
        latency = histogram("gauntlet_shadow_latency_seconds", "Time until the answer was complete, with status 2xx only.",
                SECONDS);
        latencyDifference = histogram("gauntlet_shadow_latency_difference_seconds", "The model's time minus the champion's.",
                bothSides(SECONDS));
        numericDifference = histogram("gauntlet_shadow_numeric_difference", "Largest absolute difference of two numbers.", MAGNITUDES);
        textDistance = histogram("gauntlet_shadow_text_distance", "Largest distance of two texts, 0 to 1.", SHARES);
        rankAgreement = histogram("gauntlet_shadow_rank_agreement", "Mean of Kendall's tau-b of the classes' scores, -1 to 1.", RANKS);
        score = histogram("gauntlet_shadow_score", "Scores of the model in compared copies, one per instance.",
                scoreBuckets.stream().mapToDouble(Double::doubleValue).toArray());
        Gauge.build("process_start_time_seconds", "Start of this process since 1970-01-01.").register(registry).set(startSeconds);
    }

    private Counter counter(String name, String help, String... more) {
        return Counter.build(name, help).labelNames(Stream.of(labels, more).flatMap(Arrays::stream).toArray(String[]::new))
                .withoutExemplars().register(registry);
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.build(name, help).labelNames(labels).buckets(bounds).withoutExemplars().register(registry);
    }

    private static double[] bothSides(double[] bounds) {
        return DoubleStream.of(bounds).boxed().flatMap(bound -> Stream.of(-bound, bound, 0.0)).distinct().sorted()
                .mapToDouble(Double::doubleValue).toArray();
    }

    /** The series in the Prometheus text format, version 0.0.4. */
    String expose() {
        try (Writer out = new StringWriter()) {
            TextFormat.write004(out, Collections.enumeration(Collections.list(registry.metricFamilySamples()).stream()
                    .map(ShadowFamilies::withoutCreation).toList()));
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time at which each series was created is told by no more than the start of the process, and doubles the series. */
    private static MetricFamilySamples withoutCreation(MetricFamilySamples family) {
        return new MetricFamilySamples(family.name, family.unit, family.type, family.help,
                family.samples.stream().filter(sample -> !sample.name.endsWith("_created")).toList());
    }
}
