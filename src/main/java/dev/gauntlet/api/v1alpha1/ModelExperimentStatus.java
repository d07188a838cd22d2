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
        history = history == null ? List.of() : List.copyOf(history);
    }

    /** The status of a resource nobody has looked at. */
    public static ModelExperimentStatus empty() {
        return new ModelExperimentStatus(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
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
     * What the first success metric needs.
     *
     * @param samplesPerVariant samples per variant of a fixed-sample test of the same power
     * @param informationPercent information collected so far, in percent of that plan
     * @param estimatedEndTime when the plan is reached at the present pace
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PlanStatus(Long samplesPerVariant, String informationPercent, String estimatedEndTime) {
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
     * @param estimate the variant's rate
     * @param champion the champion's rate
     * @param effect difference or lift, challenger against champion
     * @param lower lower end of the always-valid interval of the effect
     * @param upper its upper end
     * @param scale Absolute or Relative
     * @param level coverage of the interval at any stopping time
     * @param absoluteEffect the difference of the rates, whatever the scale
     * @param absoluteLower lower end of its interval
     * @param absoluteUpper upper end of its interval
     * @param relativeEffect the lift, whatever the scale
     * @param relativeLower lower end of its interval
     * @param relativeUpper upper end of its interval
     * @param pValue always-valid p-value of no difference
     * @param samples trials that count
     * @param variance which variance was used
     * @param verdict what follows
     * @param reason why, where the verdict alone does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MetricStatus(String name, String variant, Metric.Role role, String estimate, String champion,
            String effect, String lower, String upper, EffectSize.Type scale, String level,
            String absoluteEffect, String absoluteLower, String absoluteUpper,
            String relativeEffect, String relativeLower, String relativeUpper,
            String pValue, Long samples, String variance, Verdict verdict, String reason) {
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
