package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.Objection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What the DestinationRules of the variants' hosts say. Only one with the name of its Service is found: Istio itself looks for it by host
 * through all of them.
 *
 * @param cluster where they are read
 * @param intent what is wanted
 */
record DestinationRules(ClusterObjects cluster, RouteIntent intent) {

    private static final ObjectKind KIND =
            ObjectKind.namespaced("networking.istio.io", "v1", "DestinationRule", "destinationrules");

    /** Objects to variants that are wanted as subsets of one host and are not declared there. */
    Optional<Objection> missingSubsets(String host) {
        String service = ServiceHost.service(host);
        Optional<ObjectNode> rule = of(service);
        List<String> missing = intent.variants().stream().map(RouteVariant::name)
                .filter(name -> rule.isEmpty() || subset(rule.get(), name).isEmpty()).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of(new Objection(RouteReason.UNSUPPORTED,
                "the destination's subset has the champion's name " + intent.champion().name()
                        + ", so every variant is expected as a subset of " + host + ", but "
                        + (rule.isEmpty() ? "there is no DestinationRule " + service + " for that host"
                                : "DestinationRule " + service + " lacks " + String.join(", ", missing))
                        + "; add the subsets, or take the subset out of the destination to use the variants' Services"));
    }

    /**
     * Objects to outlier detection of a challenger: it takes pods out of service for errors that the experiment has to count.
     *
     * @param subsetsOf host whose subsets the variants are; empty where they are Services
     */
    Optional<Objection> outlierDetection(Optional<String> subsetsOf) {
        Map<String, String> watched = new LinkedHashMap<>();
        for (RouteVariant challenger : intent.challengers()) {
            String service = subsetsOf.map(ServiceHost::service).orElse(challenger.serviceName());
            of(service).filter(rule -> isWatched(rule.path("spec").path("trafficPolicy")) || subsetsOf.isPresent()
                            && subset(rule, challenger.name()).filter(s -> isWatched(s.path("trafficPolicy"))).isPresent())
                    .ifPresent(rule -> watched.put(challenger.name(), service));
        }
        return watched.entrySet().stream().findFirst().map(found -> new Objection(RouteReason.UNSUPPORTED,
                "DestinationRule " + found.getValue() + " has outlierDetection, which takes pods of challenger " + found.getKey()
                        + " out of service after a few errors and so hides them from the experiment;"
                        + " remove it while the experiment runs"));
    }

    private Optional<ObjectNode> of(String service) {
        String namespace = intent.owner().namespace();
        return cluster.get(KIND, namespace, service)
                .filter(rule -> ServiceHost.is(rule.at("/spec/host").asText(), service, namespace));
    }

    private static Optional<JsonNode> subset(JsonNode rule, String name) {
        return StreamSupport.stream(rule.at("/spec/subsets").spliterator(), false)
                .filter(subset -> subset.path("name").asText().equals(name)).findFirst();
    }

    private static boolean isWatched(JsonNode policy) {
        return policy.has("outlierDetection") || StreamSupport.stream(policy.path("portLevelSettings").spliterator(), false)
                .anyMatch(port -> port.has("outlierDetection"));
    }
}
