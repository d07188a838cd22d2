/** How long an experiment takes and what it can find: sample size, power, minimum detectable effect, duration under a ramp. */
package dev.gauntlet.stats.planning;
