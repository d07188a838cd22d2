package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.HardLimitState;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.MetricAssessor;
import dev.gauntlet.decision.MultipleTestingCorrection;
import dev.gauntlet.decision.PlannedTests;
import dev.gauntlet.decision.SampleRatio;
import dev.gauntlet.decision.Schedule;
import dev.gauntlet.decision.Stage;
import dev.gauntlet.decision.StepProgress;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LimitWindow;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.reporting.SampleView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Reads the ledger the way decisions and status need it. */
final class Assessments {

    private final ModelExperimentSpec spec;
    private final Ledger ledger;
    private final Evidence evidence;
    private final MetricDataReader reader;

    Assessments(ModelExperimentSpec spec, EvidenceSpec counted, Ledger ledger, List<DataFault> faults) {
        this.spec = spec;
        this.ledger = ledger;
        this.evidence = new Evidence(counted, ledger);
        this.reader = new MetricDataReader(evidence, spec.champion().name(), faults);
    }

    /**
     * Takes the planned looks that are due.
     *
     * @param looks the looks so far
     * @param state the running step or stage
     * @param progress how far it is
     * @return the same looks when none is due or the method plans none
     */
    LookBook takeLooks(LookBook looks, Active state, StepProgress progress) {
        PlannedTests tests = new PlannedTests(spec);
        if (!tests.arePlanned() || !progress.inForce() || !progress.stage().splits()) {
            return looks;
        }
        double fraction = schedule(state, progress).orElseThrow();
        LookBook next = looks;
        for (Metric metric : judged()) {
            for (Variant challenger : spec.challengers()) {
                next = tests.takeLooks(next, metric, challenger.name(), reader.read(metric, challenger.name()), fraction);
            }
        }
        return next;
    }

    /**
     * Every metric of every challenger, in the order of the manifest.
     *
     * @param looks the looks taken by a planned method
     */
    List<MetricAssessment> metrics(LookBook looks) {
        MetricAssessor assessor = evidence.inShadow() ? MetricAssessor.ofShadow(spec) : new MetricAssessor(spec, looks);
        List<MetricAssessment> assessments = new ArrayList<>();
        for (Metric metric : judged()) {
            for (Variant challenger : spec.challengers()) {
                assessments.add(assessor.assess(metric, challenger.name(), reader.read(metric, challenger.name()),
                        hardLimit(metric, challenger.name())));
            }
        }
        return MultipleTestingCorrection.correct(spec, assessments);
    }

    /**
     * What stands beside the assessments.
     *
     * @param metrics the assessments
     * @param sampleRatio whether the shares are the configured ones
     * @param state the running step or stage
     * @param progress how far it is
     */
    Findings findings(List<MetricAssessment> metrics, SampleRatio sampleRatio, Active state, StepProgress progress) {
        return new FindingsReader(spec, evidence, reader).read(metrics, sampleRatio, schedule(state, progress))
                .withComparisons(ShadowComparisons.read(spec, evidence,
                        state instanceof Running running ? running.stepIndex() + 1 : spec.steps().size()));
    }

    /** Share of the scheduled information; all of it once a winner is promoted. */
    private OptionalDouble schedule(Active state, StepProgress progress) {
        return Schedule.fraction(spec, state instanceof Running running ? running.stepIndex() : spec.steps().size(), progress.elapsed());
    }

    /** Whether the variants get the shares of the traffic that their weights say. */
    SampleRatio sampleRatio() {
        return new SampleRatioReader(spec, evidence).read();
    }

    /**
     * How far the running step or stage is.
     *
     * @param state the running step or stage
     * @param inForce whether its weights are in force
     * @param now time of the pass
     */
    StepProgress progress(Active state, boolean inForce, Instant now) {
        Duration elapsed = state.begun().map(start -> Duration.between(start, now)).filter(d -> !d.isNegative()).orElse(Duration.ZERO);
        return state instanceof Running running ? step(running, inForce, elapsed) : stage((Promoting) state, inForce, elapsed);
    }

    /** What runs in a state. */
    static Stage stage(ModelExperimentSpec spec, Active state) {
        return Stage.valueOf(state instanceof Running running ? spec.steps().get(running.stepIndex()).type().name()
                : ((Promoting) state).stage().name());
    }

    private StepProgress step(Running running, boolean inForce, Duration elapsed) {
        Step step = spec.steps().get(running.stepIndex());
        Long deadline = step.type() == Step.Type.Approval ? step.timeoutSeconds() : step.deadlineSeconds(running.extensions());
        return new StepProgress(step.name(), stage(spec, running), inForce, elapsed,
                Duration.ofSeconds(step.minimumSeconds()), longestMaturation(), Optional.ofNullable(deadline).map(Duration::ofSeconds),
                fewestSamples(running), step.minimumSamples(),
                running.extensions() < step.extensions() ? Optional.of(Duration.ofSeconds(step.extension().seconds())) : Optional.empty());
    }

    private StepProgress stage(Promoting promoting, boolean inForce, Duration elapsed) {
        long minimum = switch (promoting.stage()) {
            case Ramp -> spec.promotion().steps().get(promoting.rampIndex()).seconds();
            case Bake -> spec.promotion().bakeSeconds();
            case PatchTarget -> 0;
        };
        return new StepProgress(promoting.stage().name(), stage(spec, promoting), inForce, elapsed,
                Duration.ofSeconds(minimum), Optional.empty(), Optional.empty(), 0, 0,
                Optional.empty());
    }

    /** How old an observation has to be to count for every metric that decides; empty when all count at once. */
    private Optional<Duration> longestMaturation() {
        return spec.metrics().stream().filter(m -> m.role() != Metric.Role.Diagnostic && m.maturationSeconds() > 0)
                .map(m -> Duration.ofSeconds(m.maturationSeconds())).max(Duration::compareTo);
    }

    /** Samples of the primary metric by variant, and the shares seen in the running epoch; copies are no share. */
    SampleView samples() {
        String metric = spec.primaryMetric().name();
        Map<String, Long> counted = new LinkedHashMap<>();
        Map<String, Long> now = new LinkedHashMap<>();
        for (Variant variant : spec.variants()) {
            counted.put(variant.name(), evidence.trials(metric, variant.name()));
            now.put(variant.name(), ledger.traffic().current()
                    .map(epoch -> evidence.trialsInEpoch(metric, variant.name(), epoch.generation())).orElse(0L));
        }
        long total = now.values().stream().mapToLong(Long::longValue).sum();
        Map<String, String> shares = new LinkedHashMap<>();
        if (total > 0 && !evidence.inShadow()) {
            now.forEach((variant, trials) -> shares.put(variant, String.format(Locale.ROOT, "%.2f", 100.0 * trials / total)));
        }
        return new SampleView(counted, shares);
    }

    /** The metrics that can have data now. */
    private List<Metric> judged() {
        return spec.metrics().stream().filter(metric -> evidence.inShadow() ? !metric.missesCopies(spec.routing().provider())
                : !metric.comparesAnswers()).toList();
    }

    private long fewestSamples(Running running) {
        if (running.begun().isEmpty()) {
            return 0;
        }
        List<String> variants = spec.variants().stream().map(Variant::name).filter(evidence::takesPart).toList();
        return counted().flatMap(m -> variants.stream().map(v -> trialsSince(m.name(), v, running.begun().get())))
                .min(Long::compare).orElse(0L);
    }

    /** The metrics of which samples are asked for: those that decide; in a shadow the guardrails, if there are any. */
    private Stream<Metric> counted() {
        List<Metric> deciding = judged().stream().filter(m -> m.role() != Metric.Role.Diagnostic && m.type() != Metric.Type.Gauge)
                .toList();
        List<Metric> guardrails = deciding.stream().filter(m -> m.role() == Metric.Role.Guardrail).toList();
        return (evidence.inShadow() && !guardrails.isEmpty() ? guardrails : deciding).stream();
    }

    private long trialsSince(String metric, String variant, Instant start) {
        return ledger.traffic().epochs().stream().filter(epoch -> !epoch.start().isBefore(start)).map(Epoch::generation)
                .mapToLong(epoch -> evidence.trialsInEpoch(metric, variant, epoch)).sum();
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
        String words = metric.type() == Metric.Type.Quantile ? shareBeyond(metric, limit)
                : limit.maximum() != null && limit.minimum() != null ? limit.minimum() + " to " + limit.maximum()
                : limit.maximum() != null ? "maximum " + limit.maximum() : "minimum " + limit.minimum();
        return new HardLimitState(window.consecutiveViolations() >= limit.periods(), window.lastWindowRate().getAsDouble(),
                window.lastWindowSamples(), words, metric.onViolation());
    }

    /** A quantile lies beyond its limit when more than its share of the values do; that share is what a window counts. */
    private static String shareBeyond(Metric metric, Metric.HardLimit limit) {
        BigDecimal quantile = new BigDecimal(metric.quantile());
        return limit.maximum() != null
                ? "share of values above " + limit.maximum() + ", at most " + BigDecimal.ONE.subtract(quantile).toPlainString()
                : "share of values below " + limit.minimum() + ", at most " + quantile.toPlainString();
    }
}
