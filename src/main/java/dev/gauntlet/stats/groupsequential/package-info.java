/** Group-sequential tests: planned looks, boundaries from spending functions, and inference after stopping. */
package dev.gauntlet.stats.groupsequential;
