package dev.gauntlet.routing.foreign;

import dev.gauntlet.routing.RouteReason;
import java.util.Optional;

/**
 * What is known of a variant in the cluster.
 *
 * @param ready whether it can take traffic
 * @param problem why it never can as it is, if so
 * @param message the problem for people
 */
record VariantSight(boolean ready, Optional<RouteReason> problem, String message) {

    static VariantSight of(boolean ready) {
        return new VariantSight(ready, Optional.empty(), "");
    }

    static VariantSight missing(RouteReason reason, String message) {
        return new VariantSight(false, Optional.of(reason), message);
    }
}
