package dev.gauntlet.reporting;

/**
 * Whether the spec is in force, in the words of the Ready condition.
 *
 * @param ready whether the spec as written is valid and in force
 * @param reason Accepted, InvalidSpec or SpecFrozen
 * @param message one sentence naming field, value and remedy
 */
public record SpecView(boolean ready, String reason, String message) {
}
