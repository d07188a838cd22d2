package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One model in the experiment.
 *
 * @param name unique name within the experiment, a DNS label
 * @param role Champion or Challenger
 * @param serviceRef the Service in front of this variant's pods
 * @param workloadRef the workload behind the Service; lets a changed model end the run, and is what promotion may patch or scale
 * @param timeouts limits of one attempt; a challenger that exceeds them is answered by the champion
 * @param metricLabels label matchers that identify this variant's series in Prometheus; at least one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Variant(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required Role role,
        @Required ServiceRef serviceRef,
        WorkloadRef workloadRef,
        Timeouts timeouts,
        @Required @Size(min = 1, max = 8) Map<String, String> metricLabels) {

    /** Applies the defaults and sorts the labels, so that equal variants render alike. */
    public Variant {
        timeouts = timeouts == null ? new Timeouts(null, null) : timeouts;
        metricLabels = metricLabels == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(metricLabels));
    }

    /** The part a variant plays. */
    public enum Role {
        /** The model that serves users today and to which every failure returns. */
        Champion,
        /** The model that has to prove itself. */
        Challenger
    }

    /**
     * A Service in the experiment's namespace.
     *
     * @param name Service name
     * @param port Service port number
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ServiceRef(
            @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
            @Required @Min(1) @Max(65535) Integer port) {
    }

    /**
     * Limits of one attempt.
     *
     * @param connectMilliseconds longest time to connect
     * @param readMilliseconds longest silence while an answer is awaited
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Timeouts(
            @Default("1000") @Min(1) @Max(3600000) Integer connectMilliseconds,
            @Default("60000") @Min(1) @Max(3600000) Integer readMilliseconds) {

        /** Applies the defaults. */
        public Timeouts {
            connectMilliseconds = connectMilliseconds == null ? 1000 : connectMilliseconds;
            readMilliseconds = readMilliseconds == null ? 60_000 : readMilliseconds;
        }
    }
}
