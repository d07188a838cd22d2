package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Assessments and decision inputs by hand: an undecided experiment, changed in the one respect that matters. */
public final class Assessments {

    private List<ShadowComparison> comparisons = List.of();
    private StepProgress step = new StepProgress("experiment", Stage.Experiment, true, Duration.ofSeconds(300), Duration.ofSeconds(60),
            Optional.empty(), Optional.of(Duration.ofSeconds(600)), 5000, 1000, Optional.empty());
    private DesiredState desiredState = DesiredState.Running;
    private final List<MetricAssessment> metrics = new ArrayList<>();
    private SampleRatio sampleRatio = SampleRatio.UNKNOWN;
    private DataHealth data = DataHealth.HEALTHY;
    private DecisionPolicy policy = DecisionPolicy.standard();
    private final List<Prospect> prospects = new ArrayList<>();
    private List<String> challengers = List.of("candidate");
    private Optional<String> candidate = Optional.empty();
    private Optional<String> approvedBy = Optional.empty();
    private boolean holdOnTimeout;
    private Optional<Circumstances.Freeze> freeze = Optional.empty();
    private Optional<String> changedVariant = Optional.empty();
    private final List<String> segments = new ArrayList<>();
    private final List<UserRequest> requests = new ArrayList<>();
    private boolean wholeWeeks;

    private Assessments() {
    }

    /** An experiment in its middle, with these metrics. */
    public static Assessments undecided(MetricAssessment... metrics) {
        Assessments inputs = new Assessments();
        inputs.metrics.addAll(List.of(metrics));
        return inputs;
    }

    /** The same with another metric. */
    Assessments and(MetricAssessment metric) {
        metrics.add(metric);
        return this;
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

    /** The drift of {@code scores}, a guardrail; without data it has no limit to stand against. */
    static MetricAssessment drift(Verdict verdict) {
        MetricAssessment metric = verdict == Verdict.NoData ? metric("scores", Metric.Role.Guardrail, verdict, false, false, Optional.empty())
                : limited("scores", Metric.Role.Guardrail, Metric.OnViolation.Rollback, verdict == Verdict.Inferior);
        return new MetricAssessment(metric.metric(), metric.challenger(), metric.role(), Metric.Type.Drift, verdict, metric.reason(),
                metric.scale(), metric.absolute(), metric.relative(), metric.levels(), metric.level(), metric.pValue(),
                metric.adjustedPValue(), metric.variance(), metric.plan(), metric.standing(), metric.posterior(), metric.hardLimit());
    }

    /** Any metric. */
    public static MetricAssessment metric(String name, Metric.Role role, Verdict verdict, boolean futile, boolean held,
            Optional<HardLimitState> limit) {
        return new MetricAssessment(name, "candidate", role, Metric.Type.Proportion, verdict, "", EffectSize.Type.Absolute,
                Optional.of(new EffectInterval(0.02, 0.005, 0.035)), Optional.of(new EffectInterval(0.25, 0.06, 0.44)),
                new MetricAssessment.Levels(0.08, 0.10, 2500, 2500), 0.95, 0.012, 0.012, "STRATUM",
                new MetricAssessment.PlanProgress(0.38, 3500), new MetricAssessment.Standing(futile, held, true, false),
                        Optional.empty(), limit);
    }

    /** A success metric that is superior, but its effect proven too small or not proven large enough. */
    public static MetricAssessment small(boolean provenTooSmall) {
        MetricAssessment metric = success(Verdict.Superior);
        return new MetricAssessment(metric.metric(), metric.challenger(), metric.role(), metric.type(), metric.verdict(), "",
                metric.scale(),
                metric.absolute(), metric.relative(), metric.levels(), metric.level(), metric.pValue(), metric.adjustedPValue(),
                metric.variance(), metric.plan(), new MetricAssessment.Standing(false, false, false, provenTooSmall), Optional.empty(),
                Optional.empty());
    }

    /** The same assessment of another challenger, and with another effect. */
    public static MetricAssessment of(String challenger, MetricAssessment metric, double effect) {
        return new MetricAssessment(metric.metric(), challenger, metric.role(), metric.type(), metric.verdict(), metric.reason(),
                metric.scale(),
                Optional.of(new EffectInterval(effect, effect - 0.015, effect + 0.015)), metric.relative(), metric.levels(), metric.level(),
                metric.pValue(), metric.adjustedPValue(), metric.variance(), metric.plan(), metric.standing(), metric.posterior(),
                metric.hardLimit());
    }

    /** The same assessment for a reason. */
    static MetricAssessment because(Reason reason, MetricAssessment metric) {
        return new MetricAssessment(metric.metric(), metric.challenger(), metric.role(), metric.type(), metric.verdict(), reason.name(),
                metric.scale(), metric.absolute(), metric.relative(), metric.levels(), metric.level(), metric.pValue(),
                        metric.adjustedPValue(),
                metric.variance(), metric.plan(), metric.standing(), metric.posterior(), metric.hardLimit());
    }

    /** A success metric {@code accuracy} that is non-inferior or not. */
    static MetricAssessment withMargin(boolean held, Verdict verdict) {
        return metric("accuracy", Metric.Role.Success, verdict, false, held, Optional.empty());
    }

    Assessments canary() {
        return stage(Stage.Canary);
    }

    /** Another stage, which has no deadline. */
    Assessments stage(Stage stage) {
        step = new StepProgress(stage == Stage.Approval ? "sign-off" : step.name(), stage, step.inForce(), step.elapsed(), step.minimum(),
                step.maturation(), Optional.empty(), step.samples(), step.minimumSamples(), Optional.empty());
        return this;
    }

    /** A winner on its way, to whom no minimum samples apply. */
    Assessments promoting(Stage stage, String winner) {
        candidate = Optional.of(winner);
        return stage(stage).samples(0, 0);
    }

    Assessments notInForce() {
        step = new StepProgress(step.name(), step.stage(), false, step.elapsed(), step.minimum(), step.maturation(), step.deadline(),
                step.samples(), step.minimumSamples(), step.extension());
        return this;
    }

    Assessments elapsedSeconds(long seconds) {
        return times(Duration.ofSeconds(seconds), step.minimum(), step.maturation(), step.deadline(), step.extension());
    }

    Assessments minimum(Duration minimum) {
        return times(step.elapsed(), minimum, step.maturation(), step.deadline(), step.extension());
    }

    Assessments maturationSeconds(long seconds) {
        return times(step.elapsed(), step.minimum(), Optional.of(Duration.ofSeconds(seconds)), step.deadline(), step.extension());
    }

    Assessments deadline(Duration deadline) {
        return times(step.elapsed(), step.minimum(), step.maturation(), Optional.of(deadline), step.extension());
    }

    /** A deadline that can be extended by as much again, at which the trend decides for the candidate with a probability. */
    Assessments extensible(double conditionalPower) {
        prospects.add(new Prospect("candidate", "accuracy", OptionalDouble.of(0.02), OptionalDouble.of(conditionalPower)));
        return times(step.elapsed(), step.minimum(), step.maturation(), step.deadline(), Optional.of(Duration.ofSeconds(600)));
    }

    private Assessments times(Duration elapsed, Duration minimum, Optional<Duration> maturation, Optional<Duration> deadline,
            Optional<Duration> extension) {
        step = new StepProgress(step.name(), step.stage(), step.inForce(), elapsed, minimum, maturation, deadline, step.samples(),
                step.minimumSamples(), extension);
        return this;
    }

    Assessments samples(long samples) {
        return samples(samples, step.minimumSamples());
    }

    private Assessments samples(long samples, long minimum) {
        step = new StepProgress(step.name(), step.stage(), step.inForce(), step.elapsed(), step.minimum(), step.maturation(),
                step.deadline(),
                samples, minimum, step.extension());
        return this;
    }

    Assessments desired(DesiredState state) {
        desiredState = state;
        return this;
    }

    /** Who takes part. */
    Assessments challengers(String... names) {
        challengers = List.of(names);
        return this;
    }

    /** How far a challenger is ahead by the primary metric. */
    Assessments ahead(String challenger, double advantage) {
        prospects.add(new Prospect(challenger, "accuracy", OptionalDouble.of(advantage), OptionalDouble.empty()));
        return this;
    }

    Assessments candidate(String name) {
        candidate = Optional.of(name);
        return this;
    }

    Assessments approved() {
        approvedBy = Optional.of("kubectl-annotate");
        return this;
    }

    Assessments holdingOnTimeout() {
        holdOnTimeout = true;
        return this;
    }

    Assessments frozen() {
        freeze = Optional.of(new Circumstances.Freeze("weekend", Instant.parse("2026-11-23T06:00:00Z")));
        return this;
    }

    Assessments changed() {
        changedVariant = Optional.of("the image of candidate was changed");
        return this;
    }

    Assessments segment(DecisionPolicy.OnSegmentDeterioration consequence) {
        segments.add("errors of candidate are worse in region=eu");
        policy = new DecisionPolicy(policy.policy(), policy.onDeterioration(), policy.onSampleRatioMismatch(), policy.onNoData(),
                policy.onDeadline(), consequence);
        return this;
    }

    Assessments asked(UserRequest.Kind kind, String value) {
        requests.add(new UserRequest(kind, value, "kubectl-annotate", Instant.parse("2026-11-22T12:00:00Z")));
        return this;
    }

    Assessments compared(ShadowComparison... found) {
        comparisons = List.of(found);
        return this;
    }

    Assessments wholeWeeks() {
        wholeWeeks = true;
        return this;
    }

    Assessments policy(DecisionPolicy.Policy other) {
        policy = new DecisionPolicy(other, policy.onDeterioration(), policy.onSampleRatioMismatch(), policy.onNoData(), policy.onDeadline(),
                policy.onSegmentDeterioration());
        return this;
    }

    Assessments silentForSeconds(long seconds) {
        data = new DataHealth(List.of(new DataHealth.Problem("VariantNotReady", "candidate has no ready pod")),
                Duration.ofSeconds(seconds));
        return this;
    }

    Assessments mismatched(DecisionPolicy.OnSampleRatioMismatch consequence) {
        sampleRatio = new SampleRatio(true, 1e-9, "the traffic is not split as configured");
        policy = new DecisionPolicy(policy.policy(), policy.onDeterioration(), consequence, policy.onNoData(), policy.onDeadline(),
                policy.onSegmentDeterioration());
        return this;
    }

    Assessments policy(OnDeterioration onDeterioration, OnNoData.Action onNoData, OnDeadline onDeadline) {
        policy = new DecisionPolicy(policy.policy(), onDeterioration, policy.onSampleRatioMismatch(), new OnNoData(onNoData, 3600),
                onDeadline,
                policy.onSegmentDeterioration());
        return this;
    }

    /** The finished inputs. */
    public DecisionInputs inputs() {
        return new DecisionInputs(step, desiredState, metrics, prospects, comparisons, sampleRatio, data, policy,
                new Circumstances(challengers, candidate, approvedBy, holdOnTimeout, freeze, changedVariant, segments, requests, wholeWeeks), "sha256:00");
    }

    Decision decide() {
        return RuleTable.decide(inputs());
    }
}
