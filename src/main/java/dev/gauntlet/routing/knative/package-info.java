/** Splits the traffic of a Knative Service over its revisions. */
package dev.gauntlet.routing.knative;
