/** Runs the comparator of a Shadow step that compares answers: its objects in the cluster, and where copies for it go. */
package dev.gauntlet.operator.shadow;
