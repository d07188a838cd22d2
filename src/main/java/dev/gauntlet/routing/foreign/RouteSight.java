package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that matters of the cluster for one intent, read at one time.
 *
 * @param intent what is wanted
 * @param unknownKind what to install, if the cluster does not know the kind of route
 * @param forbidden why the route may not be read, if so, with the remedy
 * @param route the route; empty if it does not exist
 * @param notes what Gauntlet notes on it
 * @param holderLives whether whoever claims it still exists
 * @param variants by variant name
 * @param deafTargets challengers whose copies would go to a Service that cannot answer
 */
record RouteSight(RouteIntent intent, Optional<String> unknownKind, Optional<String> forbidden, Optional<ObjectNode> route,
        RouteNotes notes, boolean holderLives, Map<String, VariantSight> variants, Set<String> deafTargets) {

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    boolean isClaimedByUs() {
        return notes.holder().equals(Optional.of(RouteClaim.of(intent.owner())));
    }

    boolean isBusy() {
        return notes.holder().isPresent() && !isClaimedByUs() && holderLives;
    }

    /** Whether somebody who no longer exists left a claim. */
    boolean isAbandoned() {
        return notes.holder().isPresent() && !holderLives && !isClaimedByUs();
    }

    /** Whether a variant can take traffic. */
    boolean isReady(String variant) {
        return variants.get(variant).ready();
    }

    /** Whether a route was made by Gauntlet for this owner, or for one that gave it up. */
    static boolean isMadeFor(ObjectNode route, RouteOwner owner) {
        for (JsonNode reference : route.at("/metadata/ownerReferences")) {
            if (reference.path("controller").asBoolean() && !owner.uid().equals(reference.path("uid").asText())) {
                return false;
            }
        }
        return FieldOwnership.GAUNTLET.equals(route.at("/metadata/labels").path(MANAGED_BY).asText());
    }

    /** Kind, namespace and name of the route for people, whether it exists or not. */
    String named(ObjectKind kind) {
        return kind.kind() + " " + intent.owner().namespace() + "/" + intent.target().orElseThrow().name();
    }
}
