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
 * @param step the running or last step
 * @param route what is wanted of the route
 * @param plan what the primary success metric needs
 * @param variants shares and samples
 * @param metrics one entry per metric and challenger
 * @param robustness the primary metric under other methods, side by side; none of them decides
 * @param diagnostics what to know about the evidence beyond the verdicts
 * @param segments effects by segment; none of them decides
 * @param summary the primary metric in one line, for {@code kubectl get}
 * @param decision the latest decision
 * @param outcome how it ended; absent while it runs
 * @param ledger where the counts are kept
 * @param history the last 20 transitions, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelExperimentStatus(
        Long observedGeneration,
        Phase phase,
        List<Condition> conditions,
        String startTime,
        StepStatus step,
        RouteStatus route,
        PlanStatus plan,
        List<VariantStatus> variants,
        List<MetricStatus> metrics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RobustnessStatus> robustness,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DiagnosticStatus> diagnostics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SegmentStatus> segments,
        Summary summary,
        DecisionStatus decision,
        OutcomeStatus outcome,
        LedgerStatus ledger,
        List<HistoryEntry> history) {

    /** Most entries kept in {@code history}. */
    public static final int HISTORY_LIMIT = 20;

    /** Replaces absent lists by empty ones. */
    public ModelExperimentStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        variants = variants == null ? List.of() : List.copyOf(variants);
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        robustness = robustness == null ? List.of() : List.copyOf(robustness);
        diagnostics = diagnostics == null ? List.of() : List.copyOf(diagnostics);
        segments = segments == null ? List.of() : List.copyOf(segments);
        history = history == null ? List.of() : List.copyOf(history);
    }

    /** The status of a resource nobody has looked at. */
    public static ModelExperimentStatus empty() {
        return new ModelExperimentStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null);
    }

    /**
     * Progress through the steps.
     *
     * @param name step name
     * @param index position, from 0
     * @param count number of steps
     * @param startTime when the step's weights were in force; absent until then
     * @param earliestEndTime start plus the minimum time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StepStatus(String name, Integer index, Integer count, String startTime, String earliestEndTime) {
    }

    /**
     * The wanted route; with {@code step} and {@code outcome} it determines everything Gauntlet does to it.
     *
     * @param generation rises with every change of the wanted weights
     * @param challengerPercent the challengers' total share wanted now, such as "10%"
     * @param released true once the route was handed back for good
     * @param suspended true while an invalid spec keeps everybody on the champion
     * @param driftRepairs how often somebody else's change was undone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RouteStatus(Long generation, String challengerPercent, Boolean released, Boolean suspended, Integer driftRepairs) {
    }

    /**
     * What the primary metric needs, at the variance seen so far. It is a forecast: the designs that decide stay as the spec made them.
     *
     * @param metric the metric that the plan is made for
     * @param samplesPerVariant samples per variant of a fixed-sample test of the same power
     * @param longestRunPerVariant samples per variant at which the chosen method has that power
     * @param informationPercent information collected so far, in percent of the fixed-sample plan
     * @param powerPerTest probability to find the minimum detectable effect by the deadline at the present pace
     * @param detectableEffect the effect that can be found with the planned power by the deadline at the present pace, on the metric's scale
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
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VariantStatus(String name, Variant.Role role, String trafficPercent, String observedPercent, Long samples) {
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
        public static MetricStatus champion(String name, String variant, Metric.Role role, Metric.Type type, String estimate, Long samples) {
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
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DecisionStatus(Action action, String winner, Rule rule, String reason, String message, String time,
            String inputsDigest) {
    }

    /**
     * How it ended.
     *
     * @param result the outcome
     * @param winner the variant that serves everybody now
     * @param time when it was decided
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OutcomeStatus(Outcome result, String winner, String time) {
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
