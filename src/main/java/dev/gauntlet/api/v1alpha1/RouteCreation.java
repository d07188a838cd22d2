package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * A route that Gauntlet makes and owns. It lives as long as the experiment's resource, so a Git repository holds only that.
 *
 * @param gateways what the route attaches to; none for a VirtualService that another one delegates to
 * @param hostnames hosts it serves; empty for all those of the gateway
 * @param pathPrefix path prefix of the requests it serves
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteCreation(
        @Size(max = 32) List<Gateway> gateways,
        @Size(max = 16) List<String> hostnames,
        @Default("/") @Pattern("^/.*") @Size(max = 1024) String pathPrefix) {

    /** Applies the defaults. */
    public RouteCreation {
        gateways = gateways == null ? List.of() : List.copyOf(gateways);
        hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
        pathPrefix = pathPrefix == null ? "/" : pathPrefix;
    }

    /**
     * A Gateway.
     *
     * @param name its name
     * @param namespace its namespace; the experiment's by default
     * @param sectionName listener of it, for the Gateway API
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Gateway(
            @Required @Pattern(Patterns.DNS_SUBDOMAIN) @Size(max = 253) String name,
            @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String namespace,
            @Size(max = 253) String sectionName) {
    }
}
