package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gauntlet's own metrics:
 * <ul>
 * <li>{@code gauntlet_decisions_total{action,rule}}: decisions that differ from the one before
 * <li>{@code gauntlet_experiment_phase{namespace,experiment,phase}}: 1 for the phase it is in
 * <li>{@code gauntlet_weight_wanted_percent} and {@code gauntlet_weight_observed_percent{namespace,experiment,variant}}
 * <li>{@code gauntlet_ledger_samples{namespace,experiment,variant}}: trials that count
 * <li>{@code gauntlet_prometheus_query_seconds{connection,outcome}}: queries by outcome
 * <li>{@code gauntlet_route_drift_repairs_total}: foreign changes of a route undone
 * </ul>
 * Reconciles themselves are counted by the operator SDK ({@code reconciliations_...}).
 */
@Singleton
public class OperatorMetrics {

    private final MeterRegistry registry;
    private final Map<String, Map<Meter.Id, Double>> values = new ConcurrentHashMap<>();

    OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the status of an experiment; series it no longer has disappear. */
    public void show(ModelExperiment experiment, ModelExperimentStatus status) {
        Tags tags = Tags.of("namespace", experiment.getMetadata().getNamespace(), "experiment", experiment.getMetadata().getName());
        Map<Meter.Id, Double> next = new ConcurrentHashMap<>();
        for (Phase phase : Phase.values()) {
            next.put(id("gauntlet.experiment.phase", tags.and("phase", phase.name())), phase == status.phase() ? 1.0 : 0.0);
        }
        for (VariantStatus variant : status.variants()) {
            Tags ofVariant = tags.and(Tag.of("variant", variant.name()));
            put(next, id("gauntlet.weight.wanted.percent", ofVariant), variant.trafficPercent());
            put(next, id("gauntlet.weight.observed.percent", ofVariant), variant.observedPercent());
            if (variant.samples() != null) {
                next.put(id("gauntlet.ledger.samples", ofVariant), variant.samples().doubleValue());
            }
        }
        replace(experiment.getMetadata().getUid(), next);
    }

    /** Forgets an experiment. */
    public void remove(ModelExperiment experiment) {
        replace(experiment.getMetadata().getUid(), Map.of());
        values.remove(experiment.getMetadata().getUid());
    }

    /** Counts a decision that differs from the one before. */
    public void decided(ModelExperimentStatus.DecisionStatus decision) {
        registry.counter("gauntlet.decisions", "action", decision.action().name(), "rule", decision.rule().name()).increment();
    }

    /** Counts a foreign change of a route that was undone. */
    public void driftRepaired() {
        registry.counter("gauntlet.route.drift.repairs").increment();
    }

    /** Records one query. */
    public void queried(String connection, String outcome, Duration duration) {
        registry.timer("gauntlet.prometheus.query", List.of(Tag.of("connection", connection), Tag.of("outcome", outcome)))
                .record(duration);
    }

    private void replace(String uid, Map<Meter.Id, Double> next) {
        Map<Meter.Id, Double> current = values.computeIfAbsent(uid, key -> new ConcurrentHashMap<>());
        current.keySet().stream().filter(id -> !next.containsKey(id)).toList().forEach(id -> {
            registry.remove(id);
            current.remove(id);
        });
        next.forEach((id, value) -> {
            if (current.put(id, value) == null) {
                Gauge.builder(id.getName(), current, map -> map.getOrDefault(id, Double.NaN)).tags(id.getTags()).register(registry);
            }
        });
    }

    private static Meter.Id id(String name, Tags tags) {
        return new Meter.Id(name, tags, null, null, Meter.Type.GAUGE);
    }

    private static void put(Map<Meter.Id, Double> values, Meter.Id id, String percent) {
        if (percent != null) {
            values.put(id, Double.parseDouble(percent));
        }
    }
}
