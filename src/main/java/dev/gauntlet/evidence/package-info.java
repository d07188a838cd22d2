/**
 * Exact counts from raw counter samples: what is asked of the metrics store, the ledger that keeps the counts and its cursors
 * as one value, and the views that the statistics read.
 */
package dev.gauntlet.evidence;
