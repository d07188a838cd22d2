/**
 * The provider {@code External}: Gauntlet decides and publishes, somebody else applies. The wanted shares stand in
 * {@code status.variants[].trafficPercent} and their number in {@code status.route.generation}. Whoever applied them, a person or a
 * program, says so by the annotation {@code gauntlet.dev/applied-weights} with that number; until then nothing is counted. Whether
 * the requests are really split like that is seen by the sample ratio test alone.
 */
package dev.gauntlet.routing.external;
