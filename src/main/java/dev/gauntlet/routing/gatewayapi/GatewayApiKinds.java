package dev.gauntlet.routing.gatewayapi;

import dev.gauntlet.routing.foreign.ObjectKind;

/** The kinds of the Gateway API that are read or written. */
public final class GatewayApiKinds {

    /** API group of all of them. */
    public static final String GROUP = "gateway.networking.k8s.io";

    /** The route; read and written. */
    public static final ObjectKind HTTP_ROUTE = ObjectKind.namespaced(GROUP, "v1", "HTTPRoute", "httproutes");

    /** What a route attaches to; read. */
    public static final ObjectKind GATEWAY = ObjectKind.namespaced(GROUP, "v1", "Gateway", "gateways");

    /** What implements gateways, and what it can do; read. It lives in no namespace. */
    public static final ObjectKind GATEWAY_CLASS = new ObjectKind(GROUP, "v1", "GatewayClass", "gatewayclasses", false);

    private GatewayApiKinds() {
    }
}
