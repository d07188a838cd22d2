package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What Gauntlet did, sees and decided. Times are RFC 3339 in UTC; statistics are decimal strings.
 *
 * @param observedGeneration the spec generation this status speaks of
 * @param phase for people; programs read {@code conditions}
 * @param conditions Ready, RouteProgrammed, DataHealthy, Progressing, Succeeded
 * @param startTime when the spec was frozen and the route taken
 * @param run what is remembered of the running or last run
 * @param step the running or last step
 * @param route what is wanted of the route
 * @param plan what the primary success metric needs
 * @param variants shares and samples
 * @param metrics one entry per metric and challenger
 * @param robustness the primary metric under other methods, side by side; none of them decides
 * @param diagnostics what to know about the evidence beyond the verdicts
 * @param segments effects by segment; none of them decides
 * @param shadow how often challengers in shadow answered otherwise than the champion
 * @param summary the primary metric in one line, for {@code kubectl get}
 * @param decision the latest decision
 * @param outcome how it ended; absent while it runs
 * @param ledger where the counts are kept
 * @param history the last 20 transitions, oldest first
 * @param requests the last 10 annotations that asked for something, oldest first
 * @param previousRuns the last 5 runs before this one, oldest first
 * @param report the ModelExperimentReport of the run, once it is decided
 * @param outbox notifications that are not delivered yet, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelExperimentStatus(
        Long observedGeneration,
        Phase phase,
        List<Condition> conditions,
        String startTime,
        RunStatus run,
        StepStatus step,
        RouteStatus route,
        PlanStatus plan,
        List<VariantStatus> variants,
        List<MetricStatus> metrics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RobustnessStatus> robustness,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DiagnosticStatus> diagnostics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SegmentStatus> segments,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ShadowStatus> shadow,
        Summary summary,
        DecisionStatus decision,
        OutcomeStatus outcome,
        LedgerStatus ledger,
        List<HistoryEntry> history,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RequestStatus> requests,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PreviousRun> previousRuns,
        String report,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OutboxEntry> outbox) {

    /** Most entries kept in {@code history}. */
    public static final int HISTORY_LIMIT = 20;
    /** Most entries kept in {@code requests}. */
    public static final int REQUEST_LIMIT = 10;
    /** Most entries kept in {@code previousRuns}. */
    public static final int PREVIOUS_RUN_LIMIT = 5;
    /** Most entries kept in {@code outbox}. */
    public static final int OUTBOX_LIMIT = 50;

    /** Replaces absent lists by empty ones. */
    public ModelExperimentStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        variants = variants == null ? List.of() : List.copyOf(variants);
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        robustness = robustness == null ? List.of() : List.copyOf(robustness);
        diagnostics = diagnostics == null ? List.of() : List.copyOf(diagnostics);
        segments = segments == null ? List.of() : List.copyOf(segments);
        shadow = shadow == null ? List.of() : List.copyOf(shadow);
        history = history == null ? List.of() : List.copyOf(history);
        requests = requests == null ? List.of() : List.copyOf(requests);
        previousRuns = previousRuns == null ? List.of() : List.copyOf(previousRuns);
        outbox = outbox == null ? List.of() : List.copyOf(outbox);
    }

    /** The status of a resource nobody has looked at. */
    public static ModelExperimentStatus empty() {
        return new ModelExperimentStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null);
    }

    /** The same status with other notifications on their way. */
    public ModelExperimentStatus withOutbox(List<OutboxEntry> entries) {
        return new ModelExperimentStatus(observedGeneration, phase, conditions, startTime, run, step, route, plan, variants, metrics,
                robustness, diagnostics, segments, shadow, summary, decision, outcome, ledger, history, requests, previousRuns, report,
                entries);
    }

    /**
     * Progress through the steps.
     *
     * @param name step name
     * @param index position, from 0
     * @param count number of steps
     * @param startTime when the step's weights were in force; absent until then
     * @param earliestEndTime start plus the minimum time
     * @param deadlineTime when {@code decision.onDeadline} applies, extensions included
     * @param extensions how often the deadline was extended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepStatus(String name, Integer index, Integer count, String startTime, String earliestEndTime, String deadlineTime,
            Integer extensions) {
    }

    /**
     * What is remembered of a run beyond its step.
     *
     * @param number 1 for the first run; a retry begins the next one
     * @param removed challengers that were rolled back while others went on
     * @param approval what waits for approval, or was approved
     * @param promotion how far the winner is on its way to all traffic; absent before the decision
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RunStatus(Integer number, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RemovalStatus> removed,
            ApprovalStatus approval, PromotionStatus promotion) {

        /** Replaces an absent list by an empty one. */
        public RunStatus {
            removed = removed == null ? List.of() : List.copyOf(removed);
        }
    }

    /**
     * A challenger that was rolled back while others went on.
     *
     * @param variant the challenger
     * @param time when
     * @param reason stable reason name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RemovalStatus(String variant, String time, String reason) {
    }

    /**
     * A person's consent.
     *
     * @param candidate the challenger that is promoted on approval; absent in a step that only opens the next one
     * @param by who approved; absent until then
     * @param time when it was approved
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ApprovalStatus(String candidate, String by, String time) {
    }

    /**
     * The way of a winner to all traffic.
     *
     * @param winner the challenger
     * @param decidedTime when it was decided
     * @param stage Ramp, Bake or PatchTarget
     * @param index position in {@code promotion.steps}, for stage Ramp
     * @param startTime when the stage's weights were in force; absent until then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PromotionStatus(String winner, String decidedTime, PromotionStage stage, Integer index, String startTime) {
    }

    /** Stages of a promotion. */
    public enum PromotionStage {
        /** Growing shares. */
        Ramp,
        /** All traffic, hard limits on. */
        Bake,
        /** The champion's workload is given the winner's model. */
        PatchTarget
    }

    /**
     * An annotation that asked for something.
     *
     * @param request approve, promote, rollback or retry
     * @param value the annotation's value
     * @param run the run it was meant for
     * @param by the field manager that wrote it, such as kubectl-annotate
     * @param time when it was written
     * @param accepted whether it had its effect
     * @param message what came of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RequestStatus(String request, String value, Integer run, String by, String time, Boolean accepted, String message) {
    }

    /**
     * A run that ended before this one.
     *
     * @param number its number
     * @param startTime when it took the route
     * @param result how it ended
     * @param winner the variant that won
     * @param rule the rule that ended it
     * @param reason stable reason name
     * @param message the sentence of its decision
     * @param time when it was decided
     * @param report its ModelExperimentReport
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PreviousRun(Integer number, String startTime, Outcome result, String winner, Rule rule, String reason, String message,
            String time, String report) {
    }

    /**
     * A notification on its way.
     *
     * @param id idempotency key, unique for ever
     * @param event what is told
     * @param time when it happened
     * @param reason stable reason name
     * @param message one sentence
     * @param pending names of {@code spec.notifications} that have not been reached yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutboxEntry(String id, NotificationEvent event, String time, String reason, String message, List<String> pending) {

        /** Copies the list. */
        public OutboxEntry {
            pending = pending == null ? List.of() : List.copyOf(pending);
        }
    }

    /**
     * The wanted route; with {@code step} and {@code outcome} it determines everything Gauntlet does to it.
     *
     * @param generation rises with every change of the wanted weights
     * @param challengerPercent the challengers' total share wanted now, such as "10%"
     * @param mirroredPercent share of the requests copied to each challenger, in a Shadow step
     * @param released true once the route was handed back for good
     * @param suspended true while an invalid spec keeps everybody on the champion
     * @param driftRepairs how often somebody else's change was undone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RouteStatus(Long generation, String challengerPercent, String mirroredPercent, Boolean released, Boolean suspended,
            Integer driftRepairs) {
    }

    /**
     * What the primary metric needs, at the variance seen so far. It is a forecast: the designs that decide stay as the spec made them.
     *
     * @param metric the metric that the plan is made for
     * @param samplesPerVariant samples per variant of a fixed-sample test of the same power
     * @param longestRunPerVariant samples per variant at which the chosen method has that power
     * @param informationPercent information collected so far, in percent of the fixed-sample plan
     * @param powerPerTest probability to find the minimum detectable effect by the deadline at the present pace
     * @param detectableEffect the effect that can be found with the planned power by the deadline at the present pace, on the metric's
     *     scale
     * @param estimatedEndTime when the plan is reached at the present pace
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PlanStatus(String metric, Long samplesPerVariant, Long longestRunPerVariant, String informationPercent,
            String powerPerTest, String detectableEffect, String estimatedEndTime) {
    }

    /**
     * One variant.
     *
     * @param name variant name
     * @param role its role
     * @param trafficPercent share wanted
     * @param observedPercent share seen in the denominators of the first metric during this step
     * @param samples trials of the first metric that count in the analysis
     * @param model what its workload runs: images, or the model's URI
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VariantStatus(String name, Variant.Role role, String trafficPercent, String observedPercent, Long samples, String model) {
    }

    /**
     * One metric of one variant; for the champion only estimate and samples.
     *
     * @param name metric name
     * @param variant variant name
     * @param role metric role
     * @param type kind of data
     * @param estimate the variant's rate, mean, quantile or level; of type Drift the distance from the champion
     * @param champion the champion's
     * @param effect difference or lift, challenger against champion
     * @param lower lower end of the interval of the effect
     * @param upper its upper end
     * @param scale Absolute or Relative
     * @param level coverage of the interval: at any stopping time, unless analysis.method says otherwise
     * @param absoluteEffect the difference, whatever the scale
     * @param absoluteLower lower end of its interval
     * @param absoluteUpper upper end of its interval
     * @param relativeEffect the lift, whatever the scale
     * @param relativeLower lower end of its interval
     * @param relativeUpper upper end of its interval
     * @param pValue p-value of no difference, always valid unless analysis.method says otherwise
     * @param adjustedPValue the same after the correction for several success metrics
     * @param posterior the Bayesian view
     * @param samples trials, values or exposure that count
     * @param variance which variance was used
     * @param verdict what follows
     * @param reason why, where the verdict alone does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MetricStatus(String name, String variant, Metric.Role role, Metric.Type type, String estimate, String champion,
            String effect, String lower, String upper, EffectSize.Type scale, String level,
            String absoluteEffect, String absoluteLower, String absoluteUpper,
            String relativeEffect, String relativeLower, String relativeUpper,
            String pValue, String adjustedPValue, PosteriorStatus posterior, Long samples, String variance, Verdict verdict,
            String reason) {

        /** The champion's own entry. */
        public static MetricStatus champion(String name, String variant, Metric.Role role, Metric.Type type, String estimate,
                Long samples) {
            return new MetricStatus(name, variant, role, type, estimate, null, null, null, null, null, null, null, null, null, null, null,
                    null, null, null, null, samples, null, null, null);
        }
    }

    /**
     * The Bayesian view of a metric, oriented so that better is better. A degree of belief, not a frequency of wrong decisions.
     *
     * @param probabilityBetter probability that the challenger is better
     * @param probabilityBeyondPractical probability that it is better by more than the practical effect
     * @param expectedLoss what is lost on average by choosing a challenger that is worse
     * @param lower lower end of the credible interval of the effect
     * @param upper its upper end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PosteriorStatus(String probabilityBetter, String probabilityBeyondPractical, String expectedLoss, String lower,
            String upper) {
    }

    /**
     * The primary metric under another method.
     *
     * @param metric metric name
     * @param variant the challenger
     * @param method name of the method
     * @param scale Absolute or Relative
     * @param effect estimate
     * @param lower lower end of its interval
     * @param upper its upper end
     * @param pValue its p-value, for one look
     * @param agrees whether it says the same as the method that decides
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RobustnessStatus(String metric, String variant, String method, EffectSize.Type scale, String effect, String lower,
            String upper, String pValue, Boolean agrees) {
    }

    /**
     * Something to know about the evidence.
     *
     * @param name stable name of the diagnostic
     * @param metric the metric it is about; absent if about the experiment
     * @param variant the challenger it is about
     * @param flagged whether it calls for attention
     * @param message one sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DiagnosticStatus(String name, String metric, String variant, Boolean flagged, String message) {
    }

    /**
     * A metric in one segment.
     *
     * @param metric metric name
     * @param variant the challenger
     * @param segment values of the segment labels
     * @param effect estimate, on the scale on which the metric decides
     * @param lower lower end of its always-valid interval
     * @param upper its upper end
     * @param samples samples of both variants in this segment
     * @param deteriorated true when the challenger is proven worse in this segment
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SegmentStatus(String metric, String variant, String segment, String effect, String lower, String upper, Long samples,
            Boolean deteriorated) {
    }

    /**
     * How often a challenger in shadow answered otherwise than the champion, over pairs of answers to the same requests.
     *
     * @param variant the challenger
     * @param pairs pairs that could be compared
     * @param divergent pairs that did not agree
     * @param divergence share of divergent pairs; absent without pairs
     * @param lower lower end of its confidence sequence
     * @param upper its upper end
     * @param maximum the share that the step accepts
     * @param verdict Agrees, Diverges, or Undecided while neither is proven
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ShadowStatus(String variant, Long pairs, Long divergent, String divergence, String lower, String upper, String maximum,
            String verdict) {
    }

    /**
     * The first success metric in short.
     *
     * @param effect effect with its interval
     * @param samples trials of all variants that count
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(String effect, Long samples) {
    }

    /**
     * The latest decision.
     *
     * @param action what is done
     * @param winner the promoted variant, else empty
     * @param rule the rule that fired
     * @param reason stable reason name
     * @param message one sentence
     * @param time when the decision first read like this
     * @param inputsDigest SHA-256 of the inputs; the same inputs give the same decision
     * @param removed challengers that are rolled back by this decision
     * @param numbers the numbers behind it, at most 8
     * @param nextActions what a person may do now, in the order of recommendation
     * @param risk what it means for users to leave things as they are
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DecisionStatus(Action action, String winner, Rule rule, String reason, String message, String time,
            String inputsDigest, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> removed,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DecisionNumber> numbers,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> nextActions, Risk risk) {

        /** Replaces absent lists by empty ones. */
        public DecisionStatus {
            removed = removed == null ? List.of() : List.copyOf(removed);
            numbers = numbers == null ? List.of() : List.copyOf(numbers);
            nextActions = nextActions == null ? List.of() : List.copyOf(nextActions);
        }
    }

    /**
     * One number behind a decision.
     *
     * @param name what it is, such as {@code accuracy of v2: effect}
     * @param value the number as shown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DecisionNumber(String name, String value) {
    }

    /** What it means for users to leave things as they are. */
    public enum Risk {
        /** The champion serves everybody, or all guardrails hold. */
        Low,
        /** Something is unknown: data are missing, guardrails are not decided. */
        Medium,
        /** Harm is proven or a limit broken while challengers have traffic. */
        High
    }

    /**
     * How it ended.
     *
     * @param result the outcome
     * @param winner the variant that won: a challenger when promoted, else the champion
     * @param serving the variant whose pods serve everybody now
     * @param time when it was decided
     * @param retiredTime when the replaced champion was retired; absent until then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutcomeStatus(Outcome result, String winner, String serving, String time, String retiredTime) {
    }

    /**
     * Where the counts are kept.
     *
     * @param name the ConfigMap that holds them
     * @param digest SHA-256 of the last stored ledger
     * @param storedTime when it was stored
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LedgerStatus(String name, String digest, String storedTime) {
    }

    /**
     * One transition.
     *
     * @param time when
     * @param from step or phase left
     * @param to step or phase entered
     * @param reason stable reason name
     * @param message one sentence
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HistoryEntry(String time, String from, String to, String reason, String message) {
    }
}
