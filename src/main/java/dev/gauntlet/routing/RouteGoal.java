package dev.gauntlet.routing;

/** What a route is wanted for. */
public sealed interface RouteGoal {

    /** Traffic is split over the variants by the intent's shares; whatever is needed for that stands in the path. */
    record Split() implements RouteGoal {
    }

    /**
     * All traffic goes straight to one variant's pods, nothing of the provider stays in the path, and what it changed is given back.
     *
     * @param variant name of the variant that serves everyone from now on
     */
    record Release(String variant) implements RouteGoal {
    }
}
