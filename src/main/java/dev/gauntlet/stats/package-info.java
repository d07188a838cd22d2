/** Statistics of controlled experiments: pure functions without clock, I/O or Kubernetes, usable on their own. */
package dev.gauntlet.stats;
