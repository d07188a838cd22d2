/**
 * Traffic routing. {@link dev.gauntlet.routing.TrafficRouter} is what the rest of Gauntlet sees; each provider is one sub-package
 * and states what it can do in its {@link dev.gauntlet.routing.Capabilities}.
 */
package dev.gauntlet.routing;
