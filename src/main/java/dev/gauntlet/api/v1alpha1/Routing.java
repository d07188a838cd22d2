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
 * @param onDelete what becomes of the route when the resource is deleted before its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Routing(
        @Default("ManagedProxy") Provider provider,
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String serviceName,
        @Default("RestoreChampion") OnDelete onDelete) {

    /** Applies the defaults. */
    public Routing {
        provider = provider == null ? Provider.ManagedProxy : provider;
        onDelete = onDelete == null ? OnDelete.RestoreChampion : onDelete;
    }

    /** What becomes of the route of a deleted experiment. */
    public enum OnDelete {
        /** The champion serves everybody, or the winner once it was promoted. */
        RestoreChampion,
        /**
         * The route stays as it is, with what carries it; nobody watches over it any more. Of an experiment that has ended the route is
         * handed back as usual.
         */
        LeaveAsIs
    }

    /** The systems that Gauntlet can program. */
    public enum Provider {
        /** nginx, rendered and owned by Gauntlet. */
        ManagedProxy
    }
}
