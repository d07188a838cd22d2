package dev.gauntlet.reporting;

/**
 * What is known of the route, in the words of conditions.
 *
 * @param programmed true when the route is what the experiment wants, false when not, null when nothing is routed
 * @param reason stable reason name
 * @param message one sentence
 * @param driftRepairs how often somebody else's change was undone
 */
public record RouteView(Boolean programmed, String reason, String message, int driftRepairs) {
}
