package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteReason;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a variant in the cluster.
 *
 * @param backend where its Service is reached, unless there is a problem
 * @param ready whether a pod of it is ready
 * @param problem why it cannot be reached, if so
 * @param message the problem for people
 * @param selector selector of its Service; empty if it has none
 * @param targetPort port of its pods, if known
 */
record VariantView(Optional<Backend> backend, boolean ready, Optional<RouteReason> problem, String message,
        Map<String, String> selector, Optional<IntOrString> targetPort) {

    static VariantView unreachable(RouteReason reason, String message) {
        return new VariantView(Optional.empty(), false, Optional.of(reason), message, Map.of(), Optional.empty());
    }
}
