package dev.gauntlet.routing;

/**
 * One judgement of a route.
 *
 * @param state how far the world is from the intent
 * @param reason why
 * @param message the same for people
 */
public record Verdict(RouteState state, RouteReason reason, String message) {

    /** Somebody has to change something first. */
    public static Verdict blocked(RouteReason reason, String message) {
        return new Verdict(RouteState.BLOCKED, reason, message);
    }

    /** It is on its way. */
    public static Verdict progressing(RouteReason reason, String message) {
        return new Verdict(RouteState.PROGRESSING, reason, message);
    }

    /** The intent is in force. */
    public static Verdict programmed(RouteReason reason, String message) {
        return new Verdict(RouteState.PROGRAMMED, reason, message);
    }
}
