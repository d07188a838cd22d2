package dev.gauntlet.routing.cluster;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** Tells whether a Service can answer. */
public final class ServiceReadiness {

    private final KubernetesClient client;

    /**
     * Looks through a client.
     *
     * @param client access to the cluster
     */
    public ServiceReadiness(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whether a Service has a ready pod; without a selector, a ready address.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer or refuses
     */
    public boolean isReady(Service service) {
        String namespace = service.getMetadata().getNamespace();
        Map<String, String> selector = service.getSpec().getSelector();
        if (selector != null && !selector.isEmpty()) {
            return client.pods().inNamespace(namespace).withLabels(selector).list().getItems().stream().anyMatch(Pods::isReady);
        }
        // Without a selector somebody else keeps the addresses.
        Endpoints endpoints = client.endpoints().inNamespace(namespace).withName(service.getMetadata().getName()).get();
        return endpoints != null && endpoints.getSubsets() != null
                && endpoints.getSubsets().stream().anyMatch(subset -> !subset.getAddresses().isEmpty());
    }
}
