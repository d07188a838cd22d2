/**
 * The comparator: a mode of the program in which it receives copies of requests, asks champion and challenger, and exports where their
 * answers differ as Prometheus metrics. It runs in a pod of its own, knows nothing of Kubernetes, and nobody waits for its answers.
 */
package dev.gauntlet.comparator;
