/** Classical tests for a single look: proportions, event rates, margins and the fixed-horizon interval of any estimate. Pure. */
package dev.gauntlet.stats.fixed;
