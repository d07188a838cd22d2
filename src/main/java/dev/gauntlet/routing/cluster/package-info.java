/** What providers ask of the cluster: does the holder of a route still exist, and can a Service answer. */
package dev.gauntlet.routing.cluster;
