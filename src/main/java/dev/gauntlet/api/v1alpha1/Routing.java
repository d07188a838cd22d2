package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * What carries the traffic.
 *
 * @param provider the routing provider
 * @param serviceName for ManagedProxy the Service that clients call, which points to the proxy only while the experiment runs; for
 *     ReplicaRatio the Service over the pods of all variants; other providers do not need it
 * @param routeRef for the other providers the object that carries the traffic
 * @param create for GatewayAPI and Istio: the route is made by Gauntlet, which owns it, instead of an existing one being adopted
 * @param onDelete what becomes of the route when the resource is deleted before its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "!(self.provider in ['ManagedProxy', 'ReplicaRatio']) || has(self.serviceName)",
        message = "the providers ManagedProxy and ReplicaRatio need serviceName")
@ValidationRule(value = "self.provider in ['ManagedProxy', 'ReplicaRatio', 'External'] || has(self.routeRef)",
        message = "this provider needs routeRef, which names the object that carries the traffic")
@ValidationRule(value = "!has(self.routeRef) || !(self.provider in ['ManagedProxy', 'ReplicaRatio', 'External'])",
        message = "routeRef belongs to the other providers")
@ValidationRule(value = "!has(self.create) || self.provider in ['GatewayAPI', 'Istio']",
        message = "create belongs to the providers GatewayAPI and Istio")
public record Routing(
        @Default("ManagedProxy") Provider provider,
        @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String serviceName,
        RouteRef routeRef,
        RouteCreation create,
        @Default("RestoreChampion") OnDelete onDelete) {

    /** Applies the defaults. */
    public Routing {
        provider = provider == null ? Provider.ManagedProxy : provider;
        onDelete = onDelete == null ? OnDelete.RestoreChampion : onDelete;
    }

    /** A route over a Service, for providers without a route object. */
    public Routing(Provider provider, String serviceName, OnDelete onDelete) {
        this(provider, serviceName, null, null, onDelete);
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
        ManagedProxy(null, null),
        /** A rule of an HTTPRoute of the Gateway API. */
        GatewayAPI("gateway.networking.k8s.io", "HTTPRoute"),
        /** A route of a VirtualService. */
        Istio("networking.istio.io", "VirtualService"),
        /** The canary fields of an InferenceService. */
        KServe("serving.kserve.io", "InferenceService"),
        /** The traffic block of a Knative Service. */
        Knative("serving.knative.dev", "Service"),
        /** A weighted TraefikService. */
        Traefik("traefik.io", "TraefikService"),
        /** An Experiment of Seldon Core 2. */
        Seldon("mlops.seldon.io", "Experiment"),
        /** No router at all: the numbers of replicas behind one Service make the split. */
        ReplicaRatio(null, null),
        /** Somebody else applies the weights that Gauntlet publishes. */
        External(null, null);

        private final String group;
        private final String kind;

        Provider(String group, String kind) {
            this.group = group;
            this.kind = kind;
        }

        /** API group of the route object; null where there is none. */
        public String group() {
            return group;
        }

        /** Kind of the route object; null where there is none. */
        public String kind() {
            return kind;
        }
    }
}
