package dev.gauntlet.routing;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The object that carries the traffic, in the owner's namespace.
 *
 * @param name its name
 * @param rule name of the rule in it that is split; empty where it has only one
 * @param creation how to make it; empty when an existing one is adopted
 */
public record RouteTarget(String name, Optional<String> rule, Optional<Creation> creation) {

    public RouteTarget {
        Objects.requireNonNull(name, "name");
    }

    /** An existing route with one rule. */
    public static RouteTarget adopted(String name) {
        return new RouteTarget(name, Optional.empty(), Optional.empty());
    }

    /**
     * What a new route is like.
     *
     * @param gateways what it attaches to
     * @param hostnames hosts it serves; empty for all those of the gateway
     * @param pathPrefix path prefix of the requests it serves, starting with a slash
     */
    public record Creation(List<Gateway> gateways, List<String> hostnames, String pathPrefix) {

        public Creation {
            gateways = List.copyOf(gateways);
            hostnames = List.copyOf(hostnames);
        }
    }

    /**
     * A gateway.
     *
     * @param name its name
     * @param namespace its namespace
     * @param section listener of it
     */
    public record Gateway(String name, Optional<String> namespace, Optional<String> section) {
    }
}
