package dev.gauntlet.operator;

import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.TrafficRouter;

/**
 * A router whose calls are seen in traces.
 *
 * @param router does the work
 * @param tracing makes the spans
 */
record TracedRouter(TrafficRouter router, Tracing tracing) implements TrafficRouter {

    @Override
    public Capabilities capabilities() {
        return router.capabilities();
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        return tracing.span("observe route", () -> router.observe(intent));
    }

    @Override
    public RouteObservation apply(RouteIntent intent) {
        return tracing.span("apply route", () -> router.apply(intent));
    }

    @Override
    public RouteObservation remove(RouteIntent intent) {
        return tracing.span("remove route", () -> router.remove(intent));
    }

    @Override
    public void disown(RouteIntent intent) {
        router.disown(intent);
    }
}
