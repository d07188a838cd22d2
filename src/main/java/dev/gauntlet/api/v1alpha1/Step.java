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
 * @param type Canary (proves safety) or Experiment (decides)
 * @param trafficPercent the challengers' total share in percent, steps of 0.01
 * @param minimumSeconds the step lasts at least this long
 * @param minimumSamples the step lasts until each variant has this many samples of every metric that decides
 * @param deadlineSeconds only for Experiment: time at which {@code decision.onDeadline} applies
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.type == 'Experiment' || !has(self.deadlineSeconds)",
        message = "deadlineSeconds belongs to an Experiment step")
@ValidationRule(value = "!has(self.deadlineSeconds) || self.deadlineSeconds > self.minimumSeconds",
        message = "deadlineSeconds must be greater than minimumSeconds")
public record Step(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required Type type,
        @Required @Pattern(Patterns.PERCENT) @Size(max = 6) String trafficPercent,
        @Default("0") @Min(0) @Max(31536000) Long minimumSeconds,
        @Default("0") @Min(0) @Max(1000000000000L) Long minimumSamples,
        @Min(1) @Max(31536000) Long deadlineSeconds) {

    /** Applies the defaults. */
    public Step {
        minimumSeconds = minimumSeconds == null ? 0L : minimumSeconds;
        minimumSamples = minimumSamples == null ? 0L : minimumSamples;
    }

    /** The challengers' total share as a number, 0 to 100. */
    public BigDecimal percent() {
        return new BigDecimal(trafficPercent);
    }

    /** What a step is for. */
    public enum Type {
        /** A small share, to find harm early. */
        Canary,
        /** The controlled experiment that decides. */
        Experiment
    }
}
