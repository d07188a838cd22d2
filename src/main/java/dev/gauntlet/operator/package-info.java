/** The only place that wires: the reconciler, event sources, configuration, stores and metrics. */
package dev.gauntlet.operator;
