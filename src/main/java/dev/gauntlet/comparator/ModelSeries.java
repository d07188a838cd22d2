package dev.gauntlet.comparator;

import dev.gauntlet.comparator.compare.Answer;
import dev.gauntlet.comparator.compare.Difference;
import dev.gauntlet.comparator.compare.Failure;
import dev.gauntlet.comparator.compare.Prediction;
import dev.gauntlet.comparator.compare.Prediction.Failed;
import dev.gauntlet.comparator.compare.Prediction.Unreadable;
import dev.gauntlet.comparator.compare.Side;
import dev.gauntlet.comparator.compare.Unread;
import io.prometheus.client.SimpleCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The series of one model. */
final class ModelSeries {

    /** Labels that a comparator sets itself; a variant's labels of these names are left out, as the managed proxy leaves them out. */
    static final Set<String> OWN_LABELS = Set.of("experiment", "variant", "source", "reason", "side", "le");
    /** What the managed proxy calls requests that are copies; the operator counts them in Shadow steps. */
    private static final String SOURCE = "mirrored";

    private final ShadowFamilies families;
    private final String[] values;

    /**
     * Creates the series that can be known, at zero, so that the first event is an increase.
     *
     * @param families the families
     * @param values values of the labels that every series carries
     */
    ModelSeries(ShadowFamilies families, List<String> values) {
        this.families = families;
        this.values = values.toArray(String[]::new);
        Stream.of(families.requests, families.pairs, families.divergent, families.labelChanges, families.latency,
                families.latencyDifference, families.numericDifference, families.textDistance, families.rankAgreement, families.score)
                .forEach(family -> family.labels(this.values));
        Stream.of(Failure.values()).forEach(failure -> of(families.failures, failure.name()));
        Stream.of(Unread.values()).forEach(reason -> of(families.unreadable, reason.name()));
        Stream.of(Side.values()).forEach(side -> of(families.errors, side.label()));
    }

    /** The values of the labels of a model's series, in the order of the names: the comparator's own first. */
    static List<String> labelValues(String experiment, String variant, Map<String, String> metricLabels, List<String> names) {
        List<String> values = new ArrayList<>(List.of(experiment, variant, SOURCE));
        names.stream().skip(values.size()).forEach(name -> values.add(metricLabels.getOrDefault(name, "")));
        return values;
    }

    /** The names of the labels of all series; a model without one of them has it empty, which to Prometheus is absent. */
    static List<String> labelNames(Stream<? extends Map<String, String>> metricLabels) {
        return Stream.concat(Stream.of("experiment", "variant", "source"),
                metricLabels.flatMap(labels -> labels.keySet().stream()).filter(name -> !OWN_LABELS.contains(name)).distinct().sorted())
                .toList();
    }

    <C> C of(SimpleCollector<C> family, String last) {
        String[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = last;
        return family.labels(all);
    }

    /** Counts an answer. */
    void answered(Answer answer, Prediction prediction) {
        families.requests.labels(values).inc();
        if (prediction instanceof Failed failed) {
            of(families.failures, failed.failure().name()).inc();
            return;
        }
        families.latency.labels(values).observe(answer.seconds());
        if (prediction instanceof Unreadable unreadable) {
            of(families.unreadable, unreadable.reason().name()).inc();
        }
    }

    /** Counts a copy that failed. */
    void failed(Side side) {
        of(families.errors, side.label()).inc();
    }

    /** Counts by how much longer the model took than the champion. */
    void slower(double seconds) {
        families.latencyDifference.labels(values).observe(seconds);
    }

    /** Counts a comparison. */
    void compared(Difference difference, List<Double> scores) {
        families.pairs.labels(values).inc();
        if (!difference.agrees()) {
            families.divergent.labels(values).inc();
        }
        if (difference.labelChanged()) {
            families.labelChanges.labels(values).inc();
        }
        difference.numeric().ifPresent(families.numericDifference.labels(values)::observe);
        difference.ranks().ifPresent(families.rankAgreement.labels(values)::observe);
        difference.text().ifPresent(families.textDistance.labels(values)::observe);
        scores.forEach(families.score.labels(values)::observe);
    }

    /** Counts a copy that arrived for this model. */
    void arrived() {
        families.copies.labels(values).inc();
    }

    /** Counts a copy for this model that is not compared. */
    void dropped(DropReason reason) {
        of(families.dropped, reason.name()).inc();
    }

    /** Creates the series that only a model has for which copies arrive. */
    void expectCopies() {
        families.copies.labels(values);
        Stream.of(DropReason.values()).forEach(reason -> of(families.dropped, reason.name()));
    }
}
