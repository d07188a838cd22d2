package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Assessments and decision inputs by hand: an undecided experiment, changed in the one respect that matters. */
public final class Assessments {

    private StepProgress step = new StepProgress(Stage.Experiment, true, Duration.ofSeconds(300), Duration.ofSeconds(60),
            Optional.of(Duration.ofSeconds(600)), 5000, 1000, Optional.empty());
    private DesiredState desiredState = DesiredState.Running;
    private final List<MetricAssessment> metrics = new ArrayList<>();
    private SampleRatio sampleRatio = SampleRatio.UNKNOWN;
    private DataHealth data = DataHealth.HEALTHY;
    private DecisionPolicy policy = DecisionPolicy.standard();

    private Assessments() {
    }

    /** An experiment in its middle, with these metrics. */
    public static Assessments undecided(MetricAssessment... metrics) {
        Assessments inputs = new Assessments();
        inputs.metrics.addAll(List.of(metrics));
        return inputs;
    }

    /** A success metric {@code accuracy}, 2 points better. */
    public static MetricAssessment success(Verdict verdict) {
        return metric("accuracy", Metric.Role.Success, verdict, false, false, Optional.empty());
    }

    /** A success metric whose minimum effect is ruled out. */
    public static MetricAssessment futile(String name) {
        return metric(name, Metric.Role.Success, Verdict.Inconclusive, true, false, Optional.empty());
    }

    /** A guardrail {@code errors}. */
    public static MetricAssessment guardrail(Verdict verdict) {
        return metric("errors", Metric.Role.Guardrail, verdict, false, verdict == Verdict.NonInferior, Optional.empty());
    }

    /** A metric within its hard limit or beyond it. */
    public static MetricAssessment limited(String name, Metric.Role role, Metric.OnViolation consequence, boolean broken) {
        return metric(name, role, Verdict.Inconclusive, false, !broken,
                Optional.of(new HardLimitState(broken, 0.125, 400, "maximum 0.05", consequence)));
    }

    /** Any metric. */
    public static MetricAssessment metric(String name, Metric.Role role, Verdict verdict, boolean futile, boolean held,
            Optional<HardLimitState> limit) {
        return new MetricAssessment(name, "candidate", role, Metric.Type.Proportion, verdict, "", EffectSize.Type.Absolute,
                Optional.of(new EffectInterval(0.02, 0.005, 0.035)), Optional.of(new EffectInterval(0.25, 0.06, 0.44)),
                new MetricAssessment.Levels(0.08, 0.10, 2500, 2500), 0.95, 0.012, 0.012, "STRATUM",
                new MetricAssessment.PlanProgress(0.38, 3500), new MetricAssessment.Standing(futile, held, true, false), Optional.empty(), limit);
    }

    /** A success metric that is superior, but its effect proven too small or not proven large enough. */
    public static MetricAssessment small(boolean provenTooSmall) {
        MetricAssessment metric = success(Verdict.Superior);
        return new MetricAssessment(metric.metric(), metric.challenger(), metric.role(), metric.type(), metric.verdict(), "", metric.scale(),
                metric.absolute(), metric.relative(), metric.levels(), metric.level(), metric.pValue(), metric.adjustedPValue(),
                metric.variance(), metric.plan(), new MetricAssessment.Standing(false, false, false, provenTooSmall), Optional.empty(),
                Optional.empty());
    }

    Assessments step(StepProgress other) {
        step = other;
        return this;
    }

    Assessments canary() {
        return step(new StepProgress(Stage.Canary, step.inForce(), step.elapsed(), step.minimum(), Optional.empty(), step.samples(),
                step.minimumSamples(), step.extension()));
    }

    Assessments notInForce() {
        return step(new StepProgress(step.stage(), false, step.elapsed(), step.minimum(), step.deadline(), step.samples(), step.minimumSamples(), step.extension()));
    }

    Assessments elapsedSeconds(long seconds) {
        return step(new StepProgress(step.stage(), step.inForce(), Duration.ofSeconds(seconds), step.minimum(), step.deadline(), step.samples(),
                step.minimumSamples(), step.extension()));
    }

    Assessments samples(long samples) {
        return step(new StepProgress(step.stage(), step.inForce(), step.elapsed(), step.minimum(), step.deadline(), samples, step.minimumSamples(), step.extension()));
    }

    Assessments desired(DesiredState state) {
        desiredState = state;
        return this;
    }

    Assessments silentForSeconds(long seconds) {
        data = new DataHealth(List.of(new DataHealth.Problem("VariantNotReady", "candidate has no ready pod")),
                Duration.ofSeconds(seconds));
        return this;
    }

    Assessments mismatched(DecisionPolicy.OnSampleRatioMismatch consequence) {
        sampleRatio = new SampleRatio(true, 1e-9, "the traffic is not split as configured");
        policy = new DecisionPolicy(null, null, consequence, null, null, null);
        return this;
    }

    Assessments policy(OnDeterioration onDeterioration, OnNoData.Action onNoData, OnDeadline onDeadline) {
        policy = new DecisionPolicy(null, onDeterioration, null, new OnNoData(onNoData, 3600), onDeadline, null);
        return this;
    }

    /** The finished inputs. */
    public DecisionInputs inputs() {
        return new DecisionInputs(step, desiredState, metrics, sampleRatio, data, policy, Circumstances.plain(List.of("candidate")), "sha256:00");
    }

    Decision decide() {
        return RuleTable.decide(inputs());
    }
}
