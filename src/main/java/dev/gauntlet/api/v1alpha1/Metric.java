package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A quantity by which the variants are compared.
 *
 * @param name unique name within the experiment
 * @param role what the metric decides
 * @param type kind of data
 * @param direction which way is better
 * @param minimumDetectableEffect the effect the experiment is planned to find; required for Success
 * @param nonInferiorityMargin how much worse is still acceptable; a Guardrail has this or a hard limit
 * @param hardLimit an absolute level that the challenger must not cross
 * @param onViolation what a broken hard limit does
 * @param query raw counter series
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.role != 'Success' || has(self.minimumDetectableEffect)",
        message = "a Success metric needs minimumDetectableEffect: the smallest effect worth finding")
@ValidationRule(value = "self.role != 'Guardrail' || has(self.nonInferiorityMargin) || has(self.hardLimit)",
        message = "a Guardrail metric needs nonInferiorityMargin or hardLimit")
public record Metric(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required Role role,
        @Required Type type,
        @Required Direction direction,
        EffectSize minimumDetectableEffect,
        EffectSize nonInferiorityMargin,
        HardLimit hardLimit,
        @Default("Rollback") OnViolation onViolation,
        @Required Query query) {

    /** Applies the defaults. */
    public Metric {
        onViolation = onViolation == null ? OnViolation.Rollback : onViolation;
    }

    /** What a metric decides. */
    public enum Role {
        /** The challenger must be better. */
        Success,
        /** The challenger must not be worse by more than the margin. */
        Guardrail,
        /** Shown, decides nothing; its hard limit still acts. */
        Diagnostic
    }

    /** Kind of data. */
    public enum Type {
        /** A share: counted events out of counted trials. */
        Proportion
    }

    /** Which way is better. */
    public enum Direction {
        /** More is better. */
        Increase,
        /** Less is better. */
        Decrease;

        /** Plus one when more is better, minus one when less is. */
        public int sign() {
            return this == Increase ? 1 : -1;
        }
    }

    /** What a broken hard limit does. */
    public enum OnViolation {
        /** Champion back at 100%. */
        Rollback,
        /** Weights stay; nothing is promoted while the limit is broken. */
        Hold,
        /** Only an Event and a condition. */
        Notify
    }

    /**
     * An absolute service level, judged on consecutive windows of the challenger's own data.
     *
     * @param maximum largest acceptable rate
     * @param minimum smallest acceptable rate
     * @param minimumSamples a window is judged once it holds this many trials
     * @param periods consecutive broken windows that make a violation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.maximum) || has(self.minimum)", message = "a hard limit needs maximum or minimum")
    public record HardLimit(
            @Pattern(Patterns.DECIMAL) @Size(max = 24) String maximum,
            @Pattern(Patterns.DECIMAL) @Size(max = 24) String minimum,
            @Default("100") @Min(1) @Max(1000000000L) Long minimumSamples,
            @Default("1") @Min(1) @Max(100) Integer periods) {

        /** Applies the defaults. */
        public HardLimit {
            minimumSamples = minimumSamples == null ? 100L : minimumSamples;
            periods = periods == null ? 1 : periods;
        }
    }

    /**
     * Raw counter selectors; the operator adds the variant's {@code metricLabels}.
     *
     * @param numerator counter of events, such as {@code http_requests_total{code=~"5.."}}
     * @param denominator counter of trials
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Query(
            @Required @Size(min = 1, max = 2048) String numerator,
            @Required @Size(min = 1, max = 2048) String denominator) {
    }
}
