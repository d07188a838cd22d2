package dev.gauntlet.routing;

/**
 * Brings a route to what an intent says. Level-based: every call compares the whole wanted route with what is there, so a call may be
 * repeated at any time and after any failure. Failures of the Kubernetes API itself are thrown as its client throws them.
 */
public interface TrafficRouter {

    /** What this provider can do. */
    Capabilities capabilities();

    /** Looks, and changes nothing. */
    RouteObservation observe(RouteIntent intent);

    /** Does what can be done now towards the intent and says what is true afterwards. */
    RouteObservation apply(RouteIntent intent);

    /**
     * Releases the route and removes all that was made for it, at once; to be called before the owner disappears. Something missing
     * never stops it. A goal {@link RouteGoal.Split} is taken as the release to the champion.
     */
    RouteObservation remove(RouteIntent intent);

    /**
     * Gives up the ownership of all that was made for an intent's owner, so that it outlives the owner and goes on as it is; to be called
     * before the owner disappears. Nothing else changes. From then on nobody watches over the route. Something missing never
     * stops it, and it may be repeated.
     */
    void disown(RouteIntent intent);
}
