package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/**
 * How the evidence is judged.
 *
 * @param method the statistical method
 * @param errorRates the error rates that are kept however often anyone looks
 * @param clusterLabel label that carries a bounded hash bucket of the unit; required for a metric to decide when units
 *     are sticky
 * @param warmupSeconds observations this soon after a weight change are left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Analysis(
        @Default("ConfidenceSequence") Method method,
        ErrorRates errorRates,
        @Pattern(Patterns.LABEL_NAME) @Size(max = 128) String clusterLabel,
        @Default("0") @Min(0) @Max(86400) Integer warmupSeconds) {

    /** Applies the defaults. */
    public Analysis {
        method = method == null ? Method.ConfidenceSequence : method;
        errorRates = errorRates == null ? new ErrorRates(null, null, null) : errorRates;
        warmupSeconds = warmupSeconds == null ? 0 : warmupSeconds;
    }

    /** Statistical method. */
    public enum Method {
        /** Normal-mixture confidence sequence, valid at every look. */
        ConfidenceSequence
    }

    /**
     * Error rates of the whole experiment.
     *
     * @param alpha two-sided probability of calling a success metric different when it is not
     * @param beta probability of missing the minimum detectable effect that the plan allows
     * @param deteriorationAlpha probability of rolling back a healthy challenger
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ErrorRates(
            @Default("0.05") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String alpha,
            @Default("0.2") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String beta,
            @Default("0.01") @Pattern(Patterns.PROBABILITY) @Size(max = 12) String deteriorationAlpha) {

        /** Applies the defaults. */
        public ErrorRates {
            alpha = alpha == null ? "0.05" : alpha;
            beta = beta == null ? "0.2" : beta;
            deteriorationAlpha = deteriorationAlpha == null ? "0.01" : deteriorationAlpha;
        }
    }
}
