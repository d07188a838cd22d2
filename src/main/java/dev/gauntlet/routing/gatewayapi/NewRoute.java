package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteTarget;
import java.util.List;

/** A route that is made by Gauntlet: one rule, which leads to the champion. It spells out the API's defaults. */
final class NewRoute {

    private static final String DEFAULT_RULE = "predict";

    private NewRoute() {
    }

    /** The route as it is before it is split. */
    static ObjectNode of(RouteTarget target, RouteTarget.Creation creation, RouteIntent intent) {
        ObjectNode route = Nodes.JSON.objectNode().put("apiVersion", GatewayApiKinds.HTTP_ROUTE.apiVersion())
                .put("kind", GatewayApiKinds.HTTP_ROUTE.kind());
        route.putObject("metadata").put("name", target.name());
        ObjectNode spec = route.putObject("spec");
        if (!creation.hostnames().isEmpty()) {
            ArrayNode hostnames = spec.putArray("hostnames");
            creation.hostnames().forEach(hostnames::add);
        }
        if (!creation.gateways().isEmpty()) {
            spec.set("parentRefs", Nodes.array(creation.gateways().stream().map(NewRoute::parent).toList()));
        }
        ObjectNode rule = spec.putArray("rules").addObject();
        ObjectNode champion = Backends.of(intent.champion(), intent).toJson().put("weight", 1);
        rule.set("backendRefs", Nodes.array(List.of(champion)));
        rule.set("matches", Nodes.array(List.of(match(creation.pathPrefix()))));
        rule.put("name", target.rule().orElse(DEFAULT_RULE));
        return route;
    }

    /** What matches all requests whose path starts so. */
    static ObjectNode match(String pathPrefix) {
        ObjectNode match = Nodes.JSON.objectNode();
        match.putObject("path").put("type", "PathPrefix").put("value", pathPrefix);
        return match;
    }

    private static ObjectNode parent(RouteTarget.Gateway gateway) {
        ObjectNode parent = Nodes.JSON.objectNode().put("group", GatewayApiKinds.GROUP).put("kind", GatewayApiKinds.GATEWAY.kind())
                .put("name", gateway.name());
        gateway.namespace().ifPresent(namespace -> parent.put("namespace", namespace));
        gateway.section().ifPresent(section -> parent.put("sectionName", section));
        return parent;
    }
}
