package dev.gauntlet.routing.gatewayapi;

/**
 * What a gateway may be able to do beyond the core of HTTPRoute. The names are those of the conformance tests, which a GatewayClass
 * lists in {@code status.supportedFeatures} (GEP-2162).
 */
enum Feature {
    /** Requests can be copied. */
    MIRROR("HTTPRouteRequestMirror"),
    /** A percentage of the requests can be copied. */
    PERCENTAGE_MIRROR("HTTPRouteRequestPercentageMirror"),
    /** Requests can be copied to several targets. */
    SEVERAL_MIRRORS("HTTPRouteRequestMultipleMirrors"),
    /** A request can be given headers depending on the backend that it goes to. */
    BACKEND_HEADERS("HTTPRouteBackendRequestHeaderModification");

    private static final String PREFIX = "Support";

    private final String label;

    Feature(String label) {
        this.label = label;
    }

    /** The name in the conformance tests. */
    String label() {
        return label;
    }

    /** Whether a listed name means this feature; some implementations list the name with the prefix {@code Support}. */
    boolean isCalled(String name) {
        return name.equals(label) || name.equals(PREFIX + label);
    }
}
