package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The object that carries the traffic, in the experiment's namespace.
 *
 * @param group its API group; the provider's own by default
 * @param kind its kind; the provider's own by default
 * @param name its name
 * @param ruleName the named rule that is split, for an HTTPRoute or a VirtualService; not needed where there is only one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteRef(
        @Size(max = 253) String group,
        @Size(max = 63) String kind,
        @Required @Pattern(Patterns.DNS_SUBDOMAIN) @Size(max = 253) String name,
        @Size(max = 253) String ruleName) {
}
