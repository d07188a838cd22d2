package dev.gauntlet.routing.gatewayapi;

import static dev.gauntlet.routing.gatewayapi.Feature.BACKEND_HEADERS;
import static dev.gauntlet.routing.gatewayapi.Feature.MIRROR;
import static dev.gauntlet.routing.gatewayapi.Feature.PERCENTAGE_MIRROR;
import static dev.gauntlet.routing.gatewayapi.Feature.SEVERAL_MIRRORS;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What implementations of the Gateway API can do, for those whose GatewayClass does not say. Taken from their newest conformance reports,
 * which are published with the Gateway API, up to its version 1.6. An implementation that is missing here is not known.
 */
enum KnownController {
    ISTIO("Istio", List.of("istio.io/gateway-controller"), MIRROR, SEVERAL_MIRRORS, PERCENTAGE_MIRROR, BACKEND_HEADERS),
    ENVOY_GATEWAY("Envoy Gateway", List.of("gateway.envoyproxy.io/gatewayclass-controller"), MIRROR, SEVERAL_MIRRORS, PERCENTAGE_MIRROR,
            BACKEND_HEADERS),
    CILIUM("Cilium", List.of("io.cilium/gateway-controller"), MIRROR, SEVERAL_MIRRORS, PERCENTAGE_MIRROR, BACKEND_HEADERS),
    KGATEWAY("kgateway", List.of("kgateway.dev/kgateway"), MIRROR, SEVERAL_MIRRORS, PERCENTAGE_MIRROR, BACKEND_HEADERS),
    AGENTGATEWAY("agentgateway", List.of("agentgateway.dev/agentgateway", "kgateway.dev/agentgateway"), MIRROR, SEVERAL_MIRRORS,
            PERCENTAGE_MIRROR, BACKEND_HEADERS),
    NGINX_GATEWAY_FABRIC("NGINX Gateway Fabric", List.of("gateway.nginx.org/nginx-gateway-controller"), MIRROR, SEVERAL_MIRRORS,
            PERCENTAGE_MIRROR),
    GKE("GKE Gateway", List.of("networking.gke.io/gateway"), MIRROR, PERCENTAGE_MIRROR),
    CONTOUR("Contour", List.of("projectcontour.io/gateway-controller"), MIRROR, SEVERAL_MIRRORS, BACKEND_HEADERS),
    GLOO("Gloo Gateway", List.of("solo.io/gloo-gateway"), MIRROR),
    /** Headers by backend came only with Traefik 3.7; they do not count, because an older one answers with errors. */
    TRAEFIK("Traefik", List.of("traefik.io/gateway-controller")),
    KONG("Kong", List.of("konghq.com/kic-gateway-controller", "konghq.com/gateway-operator")),
    AWS("AWS Load Balancer Controller", List.of("gateway.k8s.aws/alb")),
    HAPROXY_INGRESS("HAProxy Ingress", List.of("haproxy-ingress.github.io/controller")),
    AZURE("Azure Application Gateway for Containers", List.of("alb.networking.azure.io/alb-controller"));

    private final String title;
    private final List<String> controllerNames;
    private final Set<Feature> features;

    KnownController(String title, List<String> controllerNames, Feature... features) {
        this.title = title;
        this.controllerNames = controllerNames;
        this.features = Set.of(features);
    }

    /** What it can do beyond the core. */
    Set<Feature> features() {
        return features;
    }

    /**
     * Finds an implementation.
     *
     * @param controllerName as in {@code GatewayClass.spec.controllerName} and {@code HTTPRoute.status.parents[].controllerName}
     */
    static Optional<KnownController> of(String controllerName) {
        return Arrays.stream(values()).filter(controller -> controller.controllerNames.contains(controllerName)).findFirst();
    }

    /** Names of the implementations that can do all of this, for people. */
    static String withAll(Collection<Feature> wanted) {
        return Arrays.stream(values()).filter(controller -> controller.features.containsAll(wanted)).map(controller -> controller.title)
                .collect(Collectors.joining(", "));
    }
}
