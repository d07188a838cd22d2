package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.List;
import java.util.Optional;

/** How the system that owns a kind of route works by it. */
interface RouteReader {

    /** The kind of route. */
    ObjectKind kind();

    /**
     * What a route says. The first rule that matches a request is taken.
     *
     * @param cluster other objects that the route may name
     * @throws IllegalArgumentException if the route says something that only the real system can do
     */
    List<Rule> rules(ObjectNode route, ClusterObjects cluster);

    /**
     * The status that the real system writes.
     *
     * @param accepted whether it takes the route
     * @param now time of a changed condition, as RFC 3339
     * @return empty if it writes none
     */
    default Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        return Optional.empty();
    }

    /** Counts what is sent, in the series of the real system. */
    TrafficMetrics metrics();
}
