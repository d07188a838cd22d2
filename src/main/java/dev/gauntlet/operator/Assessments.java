package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.HardLimitState;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.MetricAssessor;
import dev.gauntlet.decision.StepProgress;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LimitWindow;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.stats.ProportionStratum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the ledger the way decisions and status need it. */
final class Assessments {

    private final ModelExperimentSpec spec;
    private final Ledger ledger;
    private final Evidence evidence;

    Assessments(ModelExperimentSpec spec, EvidenceSpec counted, Ledger ledger) {
        this.spec = spec;
        this.ledger = ledger;
        this.evidence = new Evidence(counted, ledger);
    }

    /** Every metric of every challenger, in the order of the manifest. */
    List<MetricAssessment> metrics() {
        MetricAssessor assessor = new MetricAssessor(spec);
        List<MetricAssessment> assessments = new ArrayList<>();
        for (Metric metric : spec.metrics()) {
            for (Variant challenger : spec.challengers()) {
                assessments.add(assessor.assess(metric, challenger.name(), strata(metric, challenger.name()),
                        hardLimit(metric, challenger.name())));
            }
        }
        return assessments;
    }

    /**
     * How far the running step is.
     *
     * @param running the running step
     * @param inForce whether its weights are in force
     * @param now time of the pass
     */
    StepProgress progress(Running running, boolean inForce, Instant now) {
        Step step = spec.steps().get(running.stepIndex());
        Duration elapsed = running.stepStart().map(start -> Duration.between(start, now)).filter(d -> !d.isNegative())
                .orElse(Duration.ZERO);
        return new StepProgress(step.type(), inForce, elapsed, Duration.ofSeconds(step.minimumSeconds()),
                Optional.ofNullable(step.deadlineSeconds()).map(Duration::ofSeconds), fewestSamples(running), step.minimumSamples());
    }

    /** Trials of the first metric by variant, and the shares seen in the running epoch. */
    SampleView samples() {
        String metric = spec.metrics().get(0).name();
        Map<String, Long> counted = new LinkedHashMap<>();
        Map<String, Long> now = new LinkedHashMap<>();
        for (Variant variant : spec.variants()) {
            counted.put(variant.name(), evidence.filed(metric, variant.name()).trials());
            now.put(variant.name(), ledger.traffic().current()
                    .map(epoch -> evidence.inEpoch(metric, variant.name(), epoch.generation()).trials()).orElse(0L));
        }
        long total = now.values().stream().mapToLong(Long::longValue).sum();
        Map<String, String> shares = new LinkedHashMap<>();
        if (total > 0) {
            now.forEach((variant, trials) -> shares.put(variant, String.format(Locale.ROOT, "%.2f", 100.0 * trials / total)));
        }
        return new SampleView(counted, shares);
    }

    /** Trials without the cluster label belong to unknown units: then the strata say nothing about clusters. */
    private List<ProportionStratum> strata(Metric metric, String challenger) {
        String champion = spec.champion().name();
        List<ProportionStratum> strata = evidence.strata(metric.name(), challenger, champion).orElse(List.of());
        return evidence.isClustered(metric.name(), challenger, champion) ? strata
                : strata.stream().map(s -> ProportionStratum.unclustered(s.totals().challenger(), s.totals().champion())).toList();
    }

    private long fewestSamples(Running running) {
        if (running.stepStart().isEmpty()) {
            return 0;
        }
        return spec.metrics().stream().filter(m -> m.role() != Metric.Role.Diagnostic)
                .flatMap(m -> spec.variants().stream().map(v -> trialsSince(m.name(), v.name(), running.stepStart().get())))
                .min(Long::compare).orElse(0L);
    }

    private long trialsSince(String metric, String variant, Instant start) {
        return ledger.traffic().epochs().stream().filter(epoch -> !epoch.start().isBefore(start)).map(Epoch::generation)
                .mapToLong(epoch -> evidence.inEpoch(metric, variant, epoch).trials()).sum();
    }

    private Optional<HardLimitState> hardLimit(Metric metric, String challenger) {
        if (metric.hardLimit() == null) {
            return Optional.empty();
        }
        return evidence.limitWindow(metric.name(), challenger).filter(w -> w.lastWindowRate().isPresent())
                .map(window -> state(metric, window));
    }

    private static HardLimitState state(Metric metric, LimitWindow window) {
        Metric.HardLimit limit = metric.hardLimit();
        String words = limit.maximum() != null && limit.minimum() != null ? limit.minimum() + " to " + limit.maximum()
                : limit.maximum() != null ? "maximum " + limit.maximum() : "minimum " + limit.minimum();
        return new HardLimitState(window.consecutiveViolations() >= limit.periods(), window.lastWindowRate().getAsDouble(),
                window.lastWindowSamples(), words, metric.onViolation());
    }
}
