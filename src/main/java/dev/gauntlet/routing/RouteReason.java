package dev.gauntlet.routing;

/** Why a route is as it is. The labels are stable: users may rely on them. */
public enum RouteReason {
    /** Traffic is split as wanted. */
    TRAFFIC_SPLIT("TrafficSplit"),
    /** Clients reach the wanted variant directly and nothing is left in the path. */
    RELEASED("Released"),
    /** Clients reach the wanted variant directly; what stood in the path finishes the connections it still has. */
    DRAINING("Draining"),
    /** Another live experiment holds the Service. */
    ROUTE_BUSY("RouteBusy"),
    /** The client-facing Service does not exist. */
    SERVICE_NOT_FOUND("ServiceNotFound"),
    /** A variant's Service does not exist. */
    VARIANT_SERVICE_NOT_FOUND("VariantServiceNotFound"),
    /** A variant's Service has no port of that number. */
    VARIANT_PORT_NOT_FOUND("VariantPortNotFound"),
    /** A variant has no ready pod, so no traffic is moved to it. */
    VARIANT_NOT_READY("VariantNotReady"),
    /** The client-facing Service has no selector, so it cannot be directed. */
    SERVICE_HAS_NO_SELECTOR("ServiceHasNoSelector"),
    /** The Service is of a type that cannot be directed: ExternalName or headless. */
    UNSUPPORTED_SERVICE_TYPE("UnsupportedServiceType"),
    /** The ports of the client-facing Service lead to different ports of its pods. */
    AMBIGUOUS_PORTS("AmbiguousPorts"),
    /** Not enough proxies are ready. */
    PROXY_NOT_READY("ProxyNotReady"),
    /** What compares the answers to copies has no ready pod. */
    COMPARATOR_NOT_READY("ComparatorNotReady"),
    /** A proxy did not take the wanted state. */
    PUSH_FAILED("PushFailed"),
    /** The client-facing Service, or the route, does not lead where it should yet. */
    SERVICE_NOT_SWITCHED("ServiceNotSwitched"),
    /** Somebody else changed the Service or the route at the same moment, several times in a row. */
    WRITE_CONFLICT("WriteConflict"),
    /** The intent cannot be expressed. */
    CONFIG_INVALID("ConfigInvalid"),
    /** An object, or fields of one, that are needed belong to somebody else, who does not let go. */
    OWNERSHIP_CONFLICT("OwnershipConflict"),
    /** The kind of route that the provider writes is not known to the cluster. */
    PROVIDER_UNAVAILABLE("ProviderUnavailable"),
    /** The route that is to be split does not exist. */
    ROUTE_NOT_FOUND("RouteNotFound"),
    /** The route has no rule of the name. */
    RULE_NOT_FOUND("RuleNotFound"),
    /** Several rules of the route could be meant. */
    AMBIGUOUS_RULE("AmbiguousRule"),
    /** The rule leads elsewhere than to the champion, or its weights are somebody else's. */
    FOREIGN_BACKENDS("ForeignBackends"),
    /** The route, the provider as it is installed, or its mode cannot do what is asked for. */
    UNSUPPORTED("Unsupported"),
    /** What carries the traffic has not accepted the route as it is written. */
    NOT_ACCEPTED("NotAccepted");

    private final String label;

    RouteReason(String label) {
        this.label = label;
    }

    /** The reason as it stands in a condition, in CamelCase. */
    public String label() {
        return label;
    }
}
