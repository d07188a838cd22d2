package dev.gauntlet.reporting.notification;

/**
 * One message to one recipient.
 *
 * @param entry id of the outbox entry, the idempotency key
 * @param notification name of the {@code spec.notifications} entry that it goes to
 */
public record Delivery(String entry, String notification) {
}
