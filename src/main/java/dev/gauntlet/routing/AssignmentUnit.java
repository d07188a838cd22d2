package dev.gauntlet.routing;

/** What is assigned to a variant, hence the unit of the analysis. */
public enum AssignmentUnit {
    /** Each request on its own, at random. */
    REQUEST,
    /** All requests that carry the same session key. */
    SESSION,
    /** All requests that carry the same user key. */
    USER
}
