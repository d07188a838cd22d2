package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * What the user asks for. Frozen once traffic has moved, save {@code desiredState}, {@code mode} and deadlines (these too are frozen when
 * {@code analysis.method} plans its looks by them).
 *
 * @param mode whether Gauntlet moves traffic
 * @param desiredState Running, Paused or Aborted
 * @param hypothesis free text shown to whoever reads the experiment
 * @param variants one champion and one to eight challengers
 * @param routing what carries the traffic
 * @param assignment how a request gets its variant
 * @param steps in order: Shadow, Canary and Approval steps, the Experiment that decides, and Approval steps behind it
 * @param prometheus where the metrics come from
 * @param metrics by which the variants are compared
 * @param analysis how the evidence is judged
 * @param decision what follows from it
 * @param schedule when the experiment may start, ramp and promote
 * @param promotion what follows the decision to promote
 * @param notifications who is told what
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.variants.filter(v, v.role == 'Champion').size() == 1",
        message = "variants must hold exactly one Champion")
@ValidationRule(value = "self.steps.filter(s, s.type == 'Experiment').size() == 1",
        message = "exactly one step must be of type Experiment, because it decides")
@ValidationRule(value = "['Shadow', 'Canary'].all(t, self.steps.map(s, s.type).lastIndexOf(t) < "
        + "self.steps.map(s, s.type).indexOf('Experiment'))",
        message = "only Approval steps may follow the Experiment step")
@ValidationRule(value = "!self.steps.exists(s, s.type == 'Canary') || self.steps.map(s, s.type).lastIndexOf('Shadow') "
        + "< self.steps.map(s, s.type).indexOf('Canary')",
        message = "Shadow steps come before Canary steps: copies take no traffic, so a later one would shrink it")
@ValidationRule(value = "!has(self.analysis) || !(self.analysis.method in ['GroupSequential', 'FixedHorizon']) || "
        + "self.steps.all(s, !has(s.extension))",
        message = "analysis.method GroupSequential and FixedHorizon plan their looks by deadlineSeconds; remove extension")
@ValidationRule(value = "!has(self.analysis) || self.steps.all(s, s.type == 'Approval' || s.minimumSeconds == 0 || "
        + "s.minimumSeconds > self.analysis.warmupSeconds)",
        message = "minimumSeconds of every step must be greater than analysis.warmupSeconds, else no observation counts")
@ValidationRule(value = "!has(self.decision) || self.decision.policy != 'NonInferior' || "
        + "self.metrics.all(m, m.role != 'Success' || has(m.nonInferiorityMargin))",
        message = "decision.policy NonInferior needs nonInferiorityMargin on every Success metric")
@ValidationRule(value = "!has(self.decision) || self.decision.policy != 'DoNoHarm' || "
        + "self.steps.all(s, s.type != 'Experiment' || s.minimumSeconds > 0 || s.minimumSamples > 0)",
        message = "decision.policy DoNoHarm needs minimumSeconds or minimumSamples on the Experiment step, else it promotes at once")
@ValidationRule(value = "self.metrics.all(m, self.steps.all(s, !has(s.deadlineSeconds) || m.maturationSeconds < s.deadlineSeconds))",
        message = "maturationSeconds must be shorter than deadlineSeconds, else no observation is ever old enough to count")
@ValidationRule(value = "self.metrics.exists(m, m.role == 'Success')",
        message = "at least one metric must have the role Success")
@ValidationRule(value = "self.routing.provider != 'ManagedProxy' || !has(self.routing.serviceName) "
        + "|| self.variants.all(v, v.serviceRef.name != self.routing.serviceName)",
        message = "routing.serviceName must differ from every variant's serviceRef.name, else the proxy would call itself")
@ValidationRule(value = "self.metrics.filter(m, has(m.priority) && m.priority == 'Primary').size() <= 1",
        message = "at most one metric can have priority Primary")
@ValidationRule(value = "!has(self.promotion) || self.promotion.strategy != 'PatchTarget' || self.variants.all(v, has(v.workloadRef))",
        message = "promotion.strategy PatchTarget needs workloadRef on every variant")
@ValidationRule(value = "!has(self.promotion) || self.promotion.retirement != 'ScaleDown'"
        + " || self.variants.all(v, v.role != 'Champion' || has(v.workloadRef))",
        message = "promotion.retirement ScaleDown needs workloadRef on the champion")
public record ModelExperimentSpec(
        @Default("Enforce") Mode mode,
        @Default("Running") DesiredState desiredState,
        @Size(max = 1024) String hypothesis,
        @Required @Size(min = 2, max = 9) List<Variant> variants,
        @Required Routing routing,
        Assignment assignment,
        @Required @Size(min = 1, max = 16) List<Step> steps,
        PrometheusSource prometheus,
        @Required @Size(min = 1, max = 20) List<Metric> metrics,
        Analysis analysis,
        DecisionPolicy decision,
        Schedule schedule,
        Promotion promotion,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Size(max = 16) List<Notification> notifications) {

    /** Applies the defaults. */
    public ModelExperimentSpec {
        mode = mode == null ? Mode.Enforce : mode;
        desiredState = desiredState == null ? DesiredState.Running : desiredState;
        variants = variants == null ? List.of() : List.copyOf(variants);
        assignment = assignment == null ? Assignment.perRequest() : assignment;
        steps = steps == null ? List.of() : List.copyOf(steps);
        prometheus = prometheus == null ? new PrometheusSource(null, null) : prometheus;
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        analysis = analysis == null ? Analysis.standard() : analysis;
        decision = decision == null ? DecisionPolicy.standard() : decision;
        schedule = schedule == null ? Schedule.always() : schedule;
        promotion = promotion == null ? Promotion.standard() : promotion;
        notifications = notifications == null ? List.of() : List.copyOf(notifications);
    }

    /**
     * The variant that serves users today.
     *
     * @throws java.util.NoSuchElementException when the spec is invalid and names none
     */
    public Variant champion() {
        return variants.stream().filter(v -> v.role() == Variant.Role.Champion).findFirst().orElseThrow();
    }

    /** The variants that have to prove themselves, in the order of the manifest. */
    public List<Variant> challengers() {
        return variants.stream().filter(v -> v.role() == Variant.Role.Challenger).toList();
    }

    /**
     * Position of the step that decides.
     *
     * @return -1 when the spec is invalid and has none
     */
    public int experimentIndex() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).type() == Step.Type.Experiment) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The metric that the plan is made for: the one of priority Primary, else the first Success metric, else the first.
     *
     * @throws java.util.NoSuchElementException when the spec is invalid and has no metric
     */
    public Metric primaryMetric() {
        return metrics.stream().filter(m -> m.priority() == Metric.Priority.Primary).findFirst()
                .or(() -> metrics.stream().filter(m -> m.role() == Metric.Role.Success).findFirst())
                .orElseGet(() -> metrics.stream().findFirst().orElseThrow());
    }
}
