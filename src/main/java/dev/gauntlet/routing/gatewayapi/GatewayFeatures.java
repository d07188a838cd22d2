package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.ClusterObjects;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What something that a route attaches to can do beyond the core: what its GatewayClass says, else what is known of its controller.
 *
 * @param parent it, for people
 * @param known empty if nobody knows
 */
record GatewayFeatures(String parent, Optional<Set<Feature>> known) {

    /** All that the route attaches to. */
    static List<GatewayFeatures> of(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return ParentRef.of(route, intent).stream().map(parent -> of(parent, cluster)).toList();
    }

    /** One of them. */
    static GatewayFeatures of(ParentRef parent, ClusterObjects cluster) {
        if (!parent.isGateway()) {
            return new GatewayFeatures(parent.named(), Optional.empty());
        }
        Optional<ObjectNode> gateway = cluster.get(GatewayApiKinds.GATEWAY, parent.namespace(), parent.name());
        if (gateway.isEmpty()) {
            return new GatewayFeatures(parent.named() + ", which does not exist,", Optional.empty());
        }
        String className = gateway.get().path("spec").path("gatewayClassName").asText();
        String named = parent.named() + " (GatewayClass " + className;
        Optional<ObjectNode> gatewayClass = cluster.get(GatewayApiKinds.GATEWAY_CLASS, "", className);
        if (gatewayClass.isEmpty()) {
            return new GatewayFeatures(named + ", which does not exist)", Optional.empty());
        }
        String controller = gatewayClass.get().path("spec").path("controllerName").asText();
        return new GatewayFeatures(named + " of " + controller + ")", listed(gatewayClass.get().path("status").path("supportedFeatures"))
                .or(() -> KnownController.of(controller).map(KnownController::features)));
    }

    /** The features in a list of names or, since Gateway API 1.3, of objects with a name; empty if there is no list. */
    private static Optional<Set<Feature>> listed(JsonNode supported) {
        if (supported.isEmpty()) {
            return Optional.empty();
        }
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (JsonNode entry : supported) {
            String name = entry.isTextual() ? entry.asText() : entry.path("name").asText();
            Arrays.stream(Feature.values()).filter(feature -> feature.isCalled(name)).forEach(features::add);
        }
        return Optional.of(features);
    }

    /**
     * What keeps this from doing something, with what can.
     *
     * @param wanted the features that it takes
     * @param doing what is to be done, such as {@code copy requests}
     */
    Optional<String> cannot(Set<Feature> wanted, String doing) {
        if (known.isPresent() && known.get().containsAll(wanted)) {
            return Optional.empty();
        }
        Set<Feature> missing = EnumSet.copyOf(wanted);
        known.ifPresent(missing::removeAll);
        String labels = missing.stream().map(Feature::label).collect(Collectors.joining(", "));
        String why = known.isPresent() ? "%s cannot %s: its features lack %s" : "it is not known whether %s can %s: "
                + "no GatewayClass lists its features, among them %s";
        return Optional.of((why + "; these can: %s, and the provider ManagedProxy").formatted(parent, doing, labels,
                KnownController.withAll(wanted)));
    }
}
