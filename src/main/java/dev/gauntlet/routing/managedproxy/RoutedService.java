package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteClaim;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Optional;

/** Tells which Services an experiment has taken over, for those who watch them. */
public final class RoutedService {

    /** Label that a Service carries while an experiment directs it. */
    public static final String LABEL = ProxyNames.ROUTED_LABEL;

    private RoutedService() {
    }

    /** Name of the experiment, in the Service's namespace, that directs a Service; empty if none does. */
    public static Optional<String> claimant(Service service) {
        return RouteClaim.on(service.getMetadata().getAnnotations()).map(RouteClaim::name);
    }
}
