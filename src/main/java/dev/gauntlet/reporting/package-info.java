/** What users read: status, conditions, events. Pure. */
package dev.gauntlet.reporting;
