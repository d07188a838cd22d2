/** Checks of the assumptions behind a result, each with a sentence for people: variance, time, carry-over, other methods. */
package dev.gauntlet.stats.diagnostics;
