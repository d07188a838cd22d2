package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.BigDecimal;

/**
 * One stage of the experiment; safety rules run in every one.
 *
 * @param name unique name within the experiment
 * @param type Shadow (copies of requests), Canary (proves safety), Experiment (decides) or Approval (asks a person)
 * @param trafficPercent for Canary and Experiment: the challengers' total share in percent, steps of 0.01, shared equally
 * @param samplePercent only for Shadow: share of the champion's requests that are copied to each challenger, in percent;
 *     requests must have no side effects, because a copied one reaches two models
 * @param minimumSeconds the step lasts at least this long
 * @param minimumSamples the step lasts until each variant has this many samples of every metric that decides
 * @param deadlineSeconds only for Experiment: time at which {@code decision.onDeadline} applies
 * @param extension only for Experiment with a deadline: more time when it can be expected to decide
 * @param timeoutSeconds only for Approval: how long to wait for the approval; for ever by default
 * @param timeoutAction only for Approval: what an approval that never came does
 * @param comparison only for Shadow: copies go to a comparator, which asks champion and challenger and counts where they differ;
 *     without it they go to the challengers alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "!(self.type in ['Canary', 'Experiment']) || has(self.trafficPercent)",
        message = "a step of type Canary or Experiment needs trafficPercent")
@ValidationRule(value = "self.type in ['Canary', 'Experiment'] || !has(self.trafficPercent)",
        message = "trafficPercent belongs to a Canary or Experiment step")
@ValidationRule(value = "(self.type == 'Shadow') == has(self.samplePercent)",
        message = "samplePercent belongs to a Shadow step, and every Shadow step needs it")
@ValidationRule(value = "self.type == 'Shadow' || !has(self.comparison)",
        message = "comparison belongs to a Shadow step, because only there the same request reaches both models")
@ValidationRule(value = "!has(self.extension) || has(self.deadlineSeconds)",
        message = "extension prolongs deadlineSeconds; write one, or remove the extension")
@ValidationRule(value = "self.type == 'Approval' || !(has(self.timeoutSeconds) || has(self.timeoutAction))",
        message = "timeoutSeconds and timeoutAction belong to an Approval step")
@ValidationRule(value = "!has(self.timeoutAction) || has(self.timeoutSeconds)",
        message = "timeoutAction follows timeoutSeconds; write one, or remove the action")
@ValidationRule(value = "!has(self.timeoutSeconds) || self.timeoutSeconds > self.minimumSeconds",
        message = "timeoutSeconds must be greater than minimumSeconds")
@ValidationRule(value = "!has(self.trafficPercent) || (double(self.trafficPercent) > 0.0 && double(self.trafficPercent) < 100.0)",
        message = "trafficPercent must leave traffic to champion and challengers: 0.01 to 99.99")
@ValidationRule(value = "!has(self.samplePercent) || double(self.samplePercent) > 0.0",
        message = "samplePercent must be at least 0.01, because a Shadow step without copies shows nothing")
@ValidationRule(value = "self.type == 'Experiment' || !has(self.deadlineSeconds)",
        message = "deadlineSeconds belongs to an Experiment step")
@ValidationRule(value = "!has(self.deadlineSeconds) || self.deadlineSeconds > self.minimumSeconds",
        message = "deadlineSeconds must be greater than minimumSeconds")
public record Step(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required Type type,
        @Pattern(Patterns.PERCENT) @Size(max = 6) String trafficPercent,
        @Pattern(Patterns.PERCENT) @Size(max = 6) String samplePercent,
        @Default("0") @Min(0) @Max(31536000) Long minimumSeconds,
        @Default("0") @Min(0) @Max(1000000000000L) Long minimumSamples,
        @Min(1) @Max(31536000) Long deadlineSeconds,
        Extension extension,
        @Min(1) @Max(31536000) Long timeoutSeconds,
        TimeoutAction timeoutAction,
        Comparison comparison) {

    /** Applies the defaults. */
    public Step {
        minimumSeconds = minimumSeconds == null ? 0L : minimumSeconds;
        minimumSamples = minimumSamples == null ? 0L : minimumSamples;
    }

    /** The challengers' total share as a number, 0 to 100; 0 where the step has none of its own. */
    public BigDecimal percent() {
        return trafficPercent == null ? BigDecimal.ZERO : new BigDecimal(trafficPercent);
    }

    /** The share of requests copied to each challenger, 0 to 100; 0 unless the step is a Shadow. */
    public BigDecimal mirroredPercent() {
        return samplePercent == null ? BigDecimal.ZERO : new BigDecimal(samplePercent);
    }

    /** What an approval that never came does; KeepChampion unless written otherwise. */
    public TimeoutAction onTimeout() {
        return timeoutAction == null ? TimeoutAction.KeepChampion : timeoutAction;
    }

    /** How often the deadline may be extended. */
    public int extensions() {
        return extension == null ? 0 : extension.maxCount();
    }

    /** The deadline after a number of extensions, in seconds from the step's start; null without one. */
    public Long deadlineSeconds(int extended) {
        return deadlineSeconds == null || extension == null ? deadlineSeconds
                : Long.valueOf(deadlineSeconds + extended * extension.seconds());
    }

    /** What a step is for. */
    public enum Type {
        /** Copies of requests go to the challengers, whose answers nobody gets. */
        Shadow,
        /** A small share, to find harm early. */
        Canary,
        /** The controlled experiment that decides. */
        Experiment,
        /** Weights stay as they are until a person approves. */
        Approval;

        /** Whether a step of this type moves traffic to the challengers. */
        public boolean splits() {
            return this == Canary || this == Experiment;
        }
    }

    /** What an approval that never came does. */
    public enum TimeoutAction {
        /** The champion stays and the experiment ends. */
        KeepChampion,
        /** Weights stay until somebody decides. */
        Hold
    }

    /**
     * More time for a step that can be expected to decide with it.
     *
     * @param maxCount how often
     * @param seconds how much each time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Extension(
            @Default("1") @Min(1) @Max(10) Integer maxCount,
            @Required @Min(1) @Max(31536000) Long seconds) {

        /** Applies the default. */
        public Extension {
            maxCount = maxCount == null ? 1 : maxCount;
        }
    }
}
