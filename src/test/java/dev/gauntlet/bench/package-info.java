/** Benchmarks of the statistics against their goals; {@code mvn -Pbench test} runs them. */
package dev.gauntlet.bench;
