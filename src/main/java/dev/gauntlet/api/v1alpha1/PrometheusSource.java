package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/**
 * Where the metrics come from.
 *
 * @param connection a connection named in the operator's configuration; a resource never carries a URL
 * @param evaluationPeriodSeconds seconds between two looks; also the length of a hard limit's period
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrometheusSource(
        @Default("default") @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String connection,
        @Default("30") @Min(1) @Max(3600) Integer evaluationPeriodSeconds) {

    /** Applies the defaults. */
    public PrometheusSource {
        connection = connection == null ? "default" : connection;
        evaluationPeriodSeconds = evaluationPeriodSeconds == null ? 30 : evaluationPeriodSeconds;
    }
}
