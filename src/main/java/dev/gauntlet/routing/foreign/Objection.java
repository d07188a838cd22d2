package dev.gauntlet.routing.foreign;

import dev.gauntlet.routing.RouteReason;

/**
 * What keeps an intent from being written into a route.
 *
 * @param reason the stable reason
 * @param message the same for people: field, value and remedy
 */
public record Objection(RouteReason reason, String message) {
}
