/** Which notifications follow from a change of status, and how they wait in status until they are delivered. Pure. */
package dev.gauntlet.reporting.notification;
