package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import java.util.List;

/**
 * What a route attaches to, with the API's defaults applied.
 *
 * @param group API group
 * @param kind kind, usually Gateway
 * @param namespace its namespace
 * @param name its name
 * @param section listener of it; empty for all
 * @param port port of it; 0 for all
 */
record ParentRef(String group, String kind, String namespace, String name, String section, int port) {

    /**
     * Reads a reference.
     *
     * @param namespace the route's
     */
    static ParentRef of(JsonNode json, String namespace) {
        return new ParentRef(json.path("group").asText(GatewayApiKinds.GROUP), json.path("kind").asText(GatewayApiKinds.GATEWAY.kind()),
                json.path("namespace").asText(namespace), json.path("name").asText(""), json.path("sectionName").asText(""),
                json.path("port").asInt(0));
    }

    /** All that a route attaches to. */
    static List<ParentRef> of(ObjectNode route, RouteIntent intent) {
        return Nodes.objects(route.path("spec").path("parentRefs")).stream().map(ref -> of(ref, intent.owner().namespace())).toList();
    }

    /** Whether it is a Gateway. */
    boolean isGateway() {
        return group.equals(GatewayApiKinds.GROUP) && kind.equals(GatewayApiKinds.GATEWAY.kind());
    }

    /** The same for people, such as {@code Gateway infra/public}. */
    String named() {
        return kind + " " + namespace + "/" + name;
    }
}
