package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;

/**
 * One judgement.
 *
 * @param state how far the route is
 * @param reason why
 * @param message the same for people
 */
record Verdict(RouteState state, RouteReason reason, String message) {

    static Verdict blocked(RouteReason reason, String message) {
        return new Verdict(RouteState.BLOCKED, reason, message);
    }

    static Verdict progressing(RouteReason reason, String message) {
        return new Verdict(RouteState.PROGRESSING, reason, message);
    }

    static Verdict programmed(RouteReason reason, String message) {
        return new Verdict(RouteState.PROGRAMMED, reason, message);
    }
}
