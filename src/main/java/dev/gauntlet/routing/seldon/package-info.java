/** Splits the traffic of an Experiment of Seldon Core 2. */
package dev.gauntlet.routing.seldon;
