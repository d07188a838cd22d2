package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is counted for one experiment. It must not change while a ledger lives: the ledger remembers its fingerprint.
 *
 * @param metrics the metrics, at least one, names unique
 * @param variants the variants, at least one, names and labels unique
 * @param champion the name of the variant that the others are compared with
 * @param clusterLabel the label that carries a bounded hash bucket of the unit, if the variance is to be clustered
 * @param segmentLabels the labels by whose values counts are kept apart for reports, in any order
 * @param evaluationPeriod the length of one slot of the hard limits' windows, at least 1 ms
 * @param warmup how long after an epoch's start increments are left out of it, not negative
 */
public record EvidenceSpec(List<MetricSpec> metrics, List<VariantLabels> variants, String champion, Optional<String> clusterLabel,
        List<String> segmentLabels, Duration evaluationPeriod, Duration warmup) {

    /** Copies the lists and refuses what is ambiguous. */
    public EvidenceSpec {
        metrics = List.copyOf(metrics);
        variants = List.copyOf(variants);
        segmentLabels = segmentLabels.stream().sorted().distinct().toList();
        Objects.requireNonNull(clusterLabel);
        requireUnique("metric", metrics.stream().map(MetricSpec::name));
        requireUnique("variant", variants.stream().map(VariantLabels::name));
        requireUnique("metric labels of a variant", variants.stream().map(VariantLabels::labels));
        if (variants.stream().noneMatch(variant -> variant.name().equals(champion))) {
            throw new IllegalArgumentException("no variant is called " + champion + " like the champion");
        }
        if (evaluationPeriod.toMillis() < 1 || warmup.isNegative()) {
            throw new IllegalArgumentException("the evaluation period must be positive and the warm-up not negative");
        }
        kinds(metrics);
    }

    private static Map<Selector, SeriesKind> kinds(List<MetricSpec> metrics) {
        Map<Selector, SeriesKind> kinds = new LinkedHashMap<>();
        for (MetricSpec metric : metrics) {
            metric.source().selectors().forEach(selector ->
                    kinds.merge(selector, metric.source().kind(selector), (one, other) -> one.sharedWith(other, selector)));
        }
        return kinds;
    }

    private static void requireUnique(String what, Stream<?> values) {
        Set<Object> seen = new HashSet<>();
        values.forEach(value -> {
            if (!seen.add(value)) {
                throw new IllegalArgumentException(what + " appears twice: " + value);
            }
        });
        if (seen.isEmpty()) {
            throw new IllegalArgumentException("at least one " + what + " is needed");
        }
    }

    /** The distinct selectors of all metrics; one that several metrics share is asked for and kept once. */
    public List<Selector> counters() {
        return List.copyOf(kinds().keySet());
    }

    /** How the samples of each selector are read. */
    Map<Selector, SeriesKind> kinds() {
        return kinds(metrics);
    }

    /** The metrics that a selector belongs to. */
    Stream<MetricSpec> metricsOf(Selector counter) {
        return metrics.stream().filter(metric -> metric.source().selectors().contains(counter));
    }

    /** The maturations of the metrics that a selector belongs to. */
    SortedSet<Duration> maturations(Selector counter) {
        return metricsOf(counter).map(MetricSpec::maturation).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the counts of a selector are kept per cluster of units. */
    boolean isClustered(Selector counter) {
        return clusterLabel.isPresent() && metricsOf(counter).anyMatch(metric -> metric.source().isClustered(counter));
    }

    /**
     * The metric of a name.
     *
     * @param name the metric's name
     * @throws IllegalArgumentException if there is none
     */
    public MetricSpec metric(String name) {
        return metrics.stream().filter(metric -> metric.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no metric is called " + name));
    }

    /** A digest of everything that decides what is counted where; the order of metrics and variants does not matter. */
    public String fingerprint() {
        EvidenceSpec ordered = new EvidenceSpec(
                metrics.stream().sorted(Comparator.comparing(MetricSpec::name)).toList(),
                variants.stream().sorted(Comparator.comparing(VariantLabels::name)).toList(),
                champion, clusterLabel, segmentLabels, evaluationPeriod, warmup);
        return Digests.sha256(ordered.toString().getBytes(StandardCharsets.UTF_8));
    }
}
