package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.NotificationEvent;

/**
 * Something that people may want to be told.
 *
 * @param event its kind
 * @param reason stable CamelCase name
 * @param message one sentence
 */
public record Occurrence(NotificationEvent event, String reason, String message) {
}
