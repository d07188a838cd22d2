package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A host of a destination that is a Service: {@code name}, {@code name.namespace}, {@code name.namespace.svc} or this followed by the
 * cluster's domain.
 */
final class ServiceHost {

    private ServiceHost() {
    }

    /** Whether a host, named in an object of a namespace, is a Service of the same namespace. */
    static boolean is(String host, String service, String namespace) {
        String qualified = service + "." + namespace;
        return host.equals(service) || host.equals(qualified) || host.equals(qualified + ".svc")
                || host.startsWith(qualified + ".svc.");
    }

    /** Name of the Service that a host stands for. */
    static String service(String host) {
        return host.contains(".") ? host.substring(0, host.indexOf('.')) : host;
    }

    /** Another Service of the same namespace, named in the same form. */
    static String sibling(String host, String service) {
        return service + host.substring(service(host).length());
    }

    /** A destination in words, such as {@code digits-baseline, subset v1, port 8080}. */
    static String named(JsonNode destination) {
        return destination.path("host").asText()
                + (destination.has("subset") ? ", subset " + destination.path("subset").asText() : "")
                + (destination.has("port") ? ", port " + destination.at("/port/number").asText() : "");
    }
}
