package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One write to a route. Those of an existing route change the version that was read, or nothing. */
sealed interface RouteChange {

    /**
     * Declares fields as Gauntlet's by server-side apply, whoever held them.
     *
     * @param read the route as it was read
     * @param fields all that Gauntlet declares on it; without kind, name and version
     */
    record Declare(ObjectNode read, ObjectNode fields) implements RouteChange {
    }

    /**
     * Changes fields by a JSON patch.
     *
     * @param read the route as it was read
     * @param operations what is changed
     */
    record Patch(ObjectNode read, ArrayNode operations) implements RouteChange {
    }

    /**
     * Makes a route.
     *
     * @param object all of it
     */
    record Create(ObjectNode object) implements RouteChange {
    }

    /**
     * Deletes a route.
     *
     * @param read the route as it was read
     */
    record Delete(ObjectNode read) implements RouteChange {
    }
}
