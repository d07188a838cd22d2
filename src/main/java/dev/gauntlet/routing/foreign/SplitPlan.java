package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;

/**
 * A split as it can be written now.
 *
 * @param original what the route was before Gauntlet came
 * @param rendered the intent with nothing for challengers that cannot take traffic
 * @param wanted the route that follows
 */
record SplitPlan(OriginalNote original, RouteIntent rendered, ObjectNode wanted) {

    AppliedTraffic traffic() {
        return AppliedTraffic.of(rendered);
    }

    /** Whether everybody gets what the intent says. */
    boolean isWhole(RouteIntent intent) {
        return traffic().equals(AppliedTraffic.of(intent));
    }
}
