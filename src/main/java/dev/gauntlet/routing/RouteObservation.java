package dev.gauntlet.routing;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What is true of a route.
 *
 * @param state how far the world is from the intent
 * @param reason why
 * @param message the same for people, with names and the remedy
 * @param observedGeneration lowest generation of an intent that anything in the path works by; empty if nothing answers
 * @param inPath whether the provider stands between clients and variants
 * @param drifted whether somebody else's change of the route was found (a repair may have followed)
 * @param variantsReady by variant name, whether it has a ready pod
 * @param proxiesReady number of the provider's own ready pods
 */
public record RouteObservation(RouteState state, RouteReason reason, String message, OptionalLong observedGeneration, boolean inPath,
        boolean drifted, Map<String, Boolean> variantsReady, int proxiesReady) {

    public RouteObservation {
        variantsReady = Map.copyOf(variantsReady);
    }

    /** The same observation with a found drift noted. */
    public RouteObservation withDrift(boolean found) {
        return new RouteObservation(state, reason, message, observedGeneration, inPath, drifted || found, variantsReady, proxiesReady);
    }

    /** The same observation with another verdict. */
    public RouteObservation withVerdict(RouteState newState, RouteReason newReason, String newMessage) {
        return new RouteObservation(newState, newReason, newMessage, observedGeneration, inPath, drifted, variantsReady, proxiesReady);
    }
}
