package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A size of a difference between challenger and champion.
 *
 * @param type Absolute (difference of the two rates, means or quantiles) or Relative (that difference divided by the champion's value)
 * @param value a positive decimal number, such as "0.02"
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectSize(
        @Required Type type,
        @Required @Pattern(Patterns.DECIMAL) @Size(max = 24) String value) {

    /** The size as a number. */
    public double asDouble() {
        return Double.parseDouble(value);
    }

    /** Scale on which the size is stated and the metric is analysed. */
    public enum Type {
        /** Challenger's value minus champion's value. */
        Absolute,
        /** That difference divided by the champion's value. */
        Relative
    }
}
