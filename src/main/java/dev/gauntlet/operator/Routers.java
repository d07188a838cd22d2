package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.TrafficRouter;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The routers of all providers. */
class Routers {

    private final Map<Routing.Provider, TrafficRouter> routers;

    /** @param routers the router of every provider; a missing one is refused in specs */
    Routers(Map<Routing.Provider, TrafficRouter> routers) {
        this.routers = new EnumMap<>(routers);
    }

    /**
     * The router of a spec's provider.
     *
     * @throws IllegalArgumentException if there is none
     */
    TrafficRouter of(ModelExperimentSpec spec) {
        TrafficRouter router = routers.get(spec.routing().provider());
        if (router == null) {
            throw new IllegalArgumentException("no router for provider " + spec.routing().provider());
        }
        return router;
    }

    /** What each provider can do at most. */
    SortedMap<Routing.Provider, Capabilities> capabilities() {
        SortedMap<Routing.Provider, Capabilities> all = new TreeMap<>();
        routers.forEach((provider, router) -> all.put(provider, router.capabilities()));
        return all;
    }
}
