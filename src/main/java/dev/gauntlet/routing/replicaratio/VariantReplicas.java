package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;

/**
 * One variant's pods as they are.
 *
 * @param variant the variant
 * @param deployment the Deployment that runs it, if it is named and exists
 * @param behind number of its pods that get requests through the Service
 */
record VariantReplicas(RouteVariant variant, Optional<Deployment> deployment, int behind) {

    /** Number of replicas that the Deployment is asked for; 0 without one. */
    int replicas() {
        return deployment.map(d -> d.getSpec().getReplicas()).orElse(deployment.isPresent() ? 1 : 0);
    }

    /** Name of the Deployment for people. */
    String named() {
        return "Deployment " + variant.workload().orElse("(none)") + " of the variant " + variant.name();
    }
}
