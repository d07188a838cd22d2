package dev.gauntlet.operator;

import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.TrafficRouter;
import java.util.Map;
import java.util.OptionalLong;

/** A route that is always in the same state. */
final class FixedRouter implements TrafficRouter {

    RouteState state = RouteState.PROGRAMMED;
    RouteReason reason = RouteReason.values()[0];
    String message = "as told";
    int removals;
    int disowned;

    @Override
    public Capabilities capabilities() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RouteObservation observe(RouteIntent intent) {
        return new RouteObservation(state, reason, message, OptionalLong.of(intent.generation()), true, false, Map.of(), 2);
    }

    @Override
    public RouteObservation apply(RouteIntent intent) {
        return observe(intent);
    }

    @Override
    public RouteObservation remove(RouteIntent intent) {
        removals++;
        return observe(intent);
    }

    @Override
    public void disown(RouteIntent intent) {
        disowned++;
    }
}
