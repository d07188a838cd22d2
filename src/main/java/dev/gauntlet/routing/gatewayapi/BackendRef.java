package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a backend reference of a rule or of a mirror leads to, with the API's defaults applied.
 *
 * @param group API group; empty for the core group
 * @param kind kind of the target
 * @param namespace namespace of the target
 * @param name name of the target
 * @param port port number, 0 if none is named
 */
record BackendRef(String group, String kind, String namespace, String name, int port) {

    private static final String SERVICE = "Service";

    /**
     * Reads a reference.
     *
     * @param namespace the route's
     */
    static BackendRef of(JsonNode json, String namespace) {
        return new BackendRef(json.path("group").asText(""), json.path("kind").asText(SERVICE), json.path("namespace").asText(namespace),
                json.path("name").asText(""), json.path("port").asInt(0));
    }

    /** A Service. */
    static BackendRef service(String namespace, String name, int port) {
        return new BackendRef("", SERVICE, namespace, name, port);
    }

    /** The reference as the API server returns it: with its defaults, in the order of the field names. The namespace is the route's. */
    ObjectNode toJson() {
        return Nodes.JSON.objectNode().put("group", group).put("kind", kind).put("name", name).put("port", port);
    }

    /** The same for people, such as {@code Service demo/fraud:80}. */
    String named() {
        String qualified = (group.isEmpty() ? "" : group + " ") + kind + " " + namespace + "/" + name;
        return port == 0 ? qualified : qualified + ":" + port;
    }
}
