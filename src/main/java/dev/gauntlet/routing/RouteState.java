package dev.gauntlet.routing;

/** How far the world is from an intent. */
public enum RouteState {
    /** The intent is in force and nothing is left to do. */
    PROGRAMMED,
    /** On the way; {@link TrafficRouter#apply} has to be called again, without anybody's help. */
    PROGRESSING,
    /** Somebody has to change something first. */
    BLOCKED
}
