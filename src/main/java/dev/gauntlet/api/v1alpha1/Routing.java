package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * What carries the traffic.
 *
 * @param provider the routing provider
 * @param serviceName the Service that clients call; it points to the proxy only while the experiment runs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Routing(
        @Default("ManagedProxy") Provider provider,
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String serviceName) {

    /** Applies the default provider. */
    public Routing {
        provider = provider == null ? Provider.ManagedProxy : provider;
    }

    /** The systems that Gauntlet can program. */
    public enum Provider {
        /** nginx, rendered and owned by Gauntlet. */
        ManagedProxy
    }
}
