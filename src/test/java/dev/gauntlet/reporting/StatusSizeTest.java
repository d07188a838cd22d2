package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.ShadowComparison;
import dev.gauntlet.decision.Assessments;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.decision.DecisionInputs;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.Findings.AlternativeMethod;
import dev.gauntlet.decision.Findings.Finding;
import dev.gauntlet.decision.Findings.PlanForecast;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.Posterior;
import dev.gauntlet.decision.RuleTable;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.LifecycleSpecs;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Status of the largest experiment, with every list full, stays far below what etcd takes and what clients watch comfortably. */
class StatusSizeTest {

    private static final List<ShadowComparison> COMPARISONS = IntStream.rangeClosed(1, 8).mapToObj(i -> ShadowComparison.of("c" + i,
            1_234_567, 12_345, 0.05, 100_000, 0.00125)).toList();
    private static final int BUDGET = 100 * 1024;
    private static final int TICKS = 4 * 7 * 24 * 60;
    private static final int TICKS_PER_RUN = TICKS / 8;
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final ModelExperimentSpec SPEC = LifecycleSpecs.spec(8, Promotion.standard(), Step.Type.Shadow, Step.Type.Canary,
            Step.Type.Canary, Step.Type.Experiment);
    private static final List<String> CHALLENGERS = SPEC.challengers().stream().map(Variant::name).toList();
    private static final List<MetricAssessment> METRICS = metrics();
    private static final Decision UNDECIDED = RuleTable.decide(inputs());
    private static final DecisionDetails DETAILS = DecisionDetails.of(inputs(), UNDECIDED);

    @Test
    void fourWeeksOfTicksWithEveryListFullStayBelowTheBudget() {
        ModelExperimentStatus status = withFullOutbox(ModelExperimentStatus.empty());
        for (int tick = 0; tick < TICKS; tick++) {
            // Passes without a look keep the picture of the evidence, so not every one has to render it anew.
            status = StatusRenderer.render(status, report(state(tick), tick, tick % 360 == 359));
        }

        assertThat(status.metrics()).hasSize(20 + 20 * 8);
        assertThat(status.history()).hasSize(ModelExperimentStatus.HISTORY_LIMIT);
        assertThat(status.requests()).hasSize(ModelExperimentStatus.REQUEST_LIMIT);
        assertThat(status.previousRuns()).hasSize(ModelExperimentStatus.PREVIOUS_RUN_LIMIT);
        assertThat(status.outbox()).hasSize(ModelExperimentStatus.OUTBOX_LIMIT);
        assertThat(bytes(status)).as("bytes by field: %s", byField(status)).isLessThan(BUDGET);
    }

    /** Every run goes through its steps, ends and is tried again; the last is in its Experiment step. */
    private static ExperimentState state(int tick) {
        int run = tick / TICKS_PER_RUN + 1;
        int within = tick % TICKS_PER_RUN;
        Instant began = START.plusSeconds(60L * TICKS_PER_RUN * (run - 1));
        if (within == 0) {
            return new Waiting(run, 10L * run);
        }
        if (within > TICKS_PER_RUN - 10 && run < 8) {
            return new Concluded(run, Outcome.KeptChampion, "baseline", "baseline", began, 10L * run + 9,
                    within > TICKS_PER_RUN - 5, Optional.empty());
        }
        int step = Math.min(3, within / 60);
        return new Running(new Run(run, began, List.of()), step, Optional.of(began.plusSeconds(3600L * step)), 10L * run + step, false, 0,
                Optional.empty(), Optional.empty());
    }

    private static PassReport report(ExperimentState state, int tick, boolean look) {
        News news = tick % 1000 != 0 ? News.NONE : News.NONE.withHandled(List.of(new RequestStatus("retry",
                "candidate rebuilt with the corrected feature pipeline, ticket MLOPS-" + tick, tick / TICKS_PER_RUN + 1, "kubectl-annotate",
                START.plusSeconds(60L * tick).toString(), false, "the experiment runs; only what has ended can be run again")));
        return new PassReport(7L, Optional.of(SPEC), new SpecView(true, "Accepted", "the spec is valid"), state,
                new RouteView(true, "WeightsProgrammed", "the route carries the wanted weights", tick / 1000), look ? METRICS : List.of(),
                look ? findings() : Findings.NONE, Optional.of(DataHealth.HEALTHY), samples(), Optional.of(UNDECIDED), Optional.of(DETAILS),
                        "sha256:" + "0f".repeat(32),
                new LedgerStatus("digits-ledger", "sha256:" + "0f".repeat(32), START.toString()), false, news,
                        START.plusSeconds(60L * tick));
    }

    private static List<MetricAssessment> metrics() {
        List<MetricAssessment> metrics = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (String challenger : CHALLENGERS) {
                metrics.add(metric(i == 0 ? "accuracy" : "latency-errors-emea-" + i, challenger,
                        i < 3 ? Metric.Role.Success : i < 16 ? Metric.Role.Guardrail : Metric.Role.Diagnostic));
            }
        }
        return metrics;
    }

    private static MetricAssessment metric(String name, String challenger, Metric.Role role) {
        return new MetricAssessment(name, challenger, role, Metric.Type.Proportion, Verdict.Inconclusive, "", EffectSize.Type.Relative,
                Optional.of(new EffectInterval(-0.00123456, -0.00345678, 0.00456789)),
                        Optional.of(new EffectInterval(-0.0123456, -0.0345678, 0.0456789)),
                new MetricAssessment.Levels(0.202345678, 0.204567891, 1_234_567_890L, 1_234_567_891L), 0.9987, 0.0123456,
                        0.0234567, "UNIT_CLUSTERS",
                new MetricAssessment.PlanProgress(0.38, 3500), new MetricAssessment.Standing(false, false, true, false),
                Optional.of(new Posterior(0.123456, 0.0123456, 0.00123456, -0.0123456, 0.0234567)), Optional.empty());
    }

    private static Findings findings() {
        List<AlternativeMethod> alternatives = new ArrayList<>();
        List<Finding> checks = new ArrayList<>(List.of(new Finding("SampleRatio", "", "", false,
                "The observed shares agree with the weights (p = 0.21 over 9 variants and 1234567890 samples).")));
        List<SegmentEffect> segments = new ArrayList<>();
        for (String challenger : CHALLENGERS) {
            for (String method : List.of("Pooled", "MantelHaenszel", "InverseVariance", "UnitClusters", "TimeBlocks", "Permutation")) {
                alternatives.add(new AlternativeMethod("accuracy", challenger, method, EffectSize.Type.Absolute,
                        new EffectInterval(-0.00123456, -0.00345678, 0.00456789), 0.0123456, challenger.equals("c8")));
            }
            for (String check : List.of("Overdispersion", "SerialCorrelation", "Novelty", "StrataDisagree", "Robustness")) {
                checks.add(new Finding(check, "accuracy", challenger, check.equals("Novelty"),
                        "The difference varies 1.23 times as much between blocks "
                        + "of 3600 s as independent observations would make it (p = 0.0123), so its interval is too short by a tenth."));
            }
            METRICS.stream().filter(metric -> metric.challenger().equals(challenger)).forEach(metric -> IntStream.range(0, 50).forEach(i ->
                    segments.add(new SegmentEffect(metric.metric(), challenger, "country=\"country-" + i + "\",device=\"mobile\"",
                            new EffectInterval(-0.00123456 * i, -0.345678, 0.00456789), 1_234_567L, i == 49))));
        }
        return new Findings(alternatives, checks, segments, COMPARISONS, Optional.of(new PlanForecast("accuracy", 1_240_000, 1_650_000, 0.381,
                OptionalDouble.of(0.937), OptionalDouble.of(0.0234567))));
    }

    private static DecisionInputs inputs() {
        DecisionInputs one = Assessments.undecided(METRICS.toArray(MetricAssessment[]::new)).inputs();
        return new DecisionInputs(one.step(), one.desiredState(), METRICS, one.sampleRatio(), one.data(), one.policy(),
                Circumstances.plain(CHALLENGERS), "sha256:00");
    }

    private static SampleView samples() {
        List<String> variants = SPEC.variants().stream().map(Variant::name).toList();
        return new SampleView(variants.stream().collect(Collectors.toMap(Function.identity(), v -> 1_234_567_890L)),
                variants.stream().collect(Collectors.toMap(Function.identity(), v -> "11.11")));
    }

    /** Four channels have been dead for weeks. */
    private static ModelExperimentStatus withFullOutbox(ModelExperimentStatus status) {
        List<OutboxEntry> outbox = IntStream.range(0, ModelExperimentStatus.OUTBOX_LIMIT).mapToObj(i -> new OutboxEntry(
                "0b1c2d3e-4f56-7890-abcd-ef0123456789/3/" + i, NotificationEvent.values()[0], START.plusSeconds(i).toString(),
                        "SuperiorAndNonInferior",
                "accuracy of c3 is better than the champion: +1.21% (+0.34% to +2.08%); all 13 guardrails non-inferior",
                List.of("slack-ml-platform", "pager", "audit-trail", "deploy-bot"))).toList();
        return new ModelExperimentStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, outbox);
    }

    private static int bytes(Object part) {
        return Serialization.asJson(part).getBytes(StandardCharsets.UTF_8).length;
    }

    private static Map<String, Integer> byField(ModelExperimentStatus status) {
        Map<String, Object> fields = Serialization.unmarshal(Serialization.asJson(status), Map.class);
        return fields.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, field -> bytes(field.getValue())));
    }
}
