package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The workload behind a variant, in the experiment's namespace: a Deployment, a StatefulSet or a KServe InferenceService. Gauntlet reads
 * it, to notice when it changes; it writes to it only where {@code promotion} asks for that.
 *
 * @param apiVersion group and version, such as apps/v1
 * @param kind kind
 * @param name name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.apiVersion == 'apps/v1' && self.kind in ['Deployment', 'StatefulSet']"
        + " || self.apiVersion == 'serving.kserve.io/v1beta1' && self.kind == 'InferenceService'",
        message = "name an apps/v1 Deployment or StatefulSet or a serving.kserve.io/v1beta1 InferenceService")
public record WorkloadRef(
        @Default("apps/v1") @Size(max = 253) String apiVersion,
        @Default("Deployment") @Size(max = 63) String kind,
        @Required @Pattern(Patterns.DNS_SUBDOMAIN) @Size(max = 253) String name) {

    /** Applies the defaults. */
    public WorkloadRef {
        apiVersion = apiVersion == null ? "apps/v1" : apiVersion;
        kind = kind == null ? "Deployment" : kind;
    }
}
