/**
 * Routes in objects of other systems: HTTPRoutes, VirtualServices and the like. What is the same for all of them, the claim, the memory of
 * what was there before, writing, drift, conflicts and giving back, is done here once; what differs is a
 * {@link dev.gauntlet.routing.foreign.RouteDialect} of pure functions over the object's JSON.
 *
 * <p>While it is split, the route carries the annotations {@code gauntlet.dev/claimed-by}, {@code gauntlet.dev/original-route} (what the
 * split replaced, and who wrote it), {@code gauntlet.dev/generation} (of the intent that was written last, once all of it could be),
 * {@code gauntlet.dev/applied} (the traffic that was written last) and, after somebody undid Gauntlet's write,
 * {@code gauntlet.dev/reverted} (when); at the end none is left.
 */
package dev.gauntlet.routing.foreign;
