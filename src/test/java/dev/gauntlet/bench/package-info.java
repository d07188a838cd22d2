/** Benchmarks of the statistics against their goals; {@code mvn -Pbench test} runs them. The comparator's is a program of its own. */
package dev.gauntlet.bench;
