/**
 * Delivers notifications: the channels of the operator's configuration, what is sent to each kind of them, and a sender that keeps
 * trying in the background.
 */
package dev.gauntlet.operator.notification;
