package dev.gauntlet.routing.cluster;

import dev.gauntlet.routing.RouteClaim;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;

/** Tells what has become of those who hold a route. */
public final class ClaimHolders {

    private final KubernetesClient client;

    /**
     * Looks through a client.
     *
     * @param client access to the cluster
     */
    public ClaimHolders(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whether a holder still exists. What may not be seen may well be there.
     *
     * @throws KubernetesClientException when the API server does not answer
     */
    public boolean lives(String namespace, RouteClaim claim) {
        try {
            return find(namespace, claim).isPresent();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Whether a holder is gone or about to be.
     *
     * @throws KubernetesClientException when the API server does not answer or refuses
     */
    public boolean leaves(String namespace, RouteClaim claim) {
        return find(namespace, claim).filter(holder -> holder.getMetadata().getDeletionTimestamp() == null).isEmpty();
    }

    private Optional<GenericKubernetesResource> find(String namespace, RouteClaim claim) {
        return Optional.ofNullable(client.genericKubernetesResources(claim.apiVersion(), claim.kind()).inNamespace(namespace)
                .withName(claim.name()).get()).filter(holder -> Objects.equals(holder.getMetadata().getUid(), claim.uid()));
    }
}
