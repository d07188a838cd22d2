package dev.gauntlet.routing.managedproxy;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Changes the client-facing Service: each change in one write, and only of the very Service that was looked at. */
final class ClientService {

    /** How a change ended. */
    enum Outcome { CHANGED, UNCHANGED, CONFLICT }

    /** A conflict shows as 409, a failed test of a JSON patch as 422. */
    private static final Set<Integer> CONFLICTS = Set.of(HttpURLConnection.HTTP_CONFLICT, 422);
    private static final PatchContext CONTEXT = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .withFieldManager(ProxyNames.FIELD_MANAGER).build();
    private static final RetryPolicy<Outcome> RETRIES = RetryPolicy.<Outcome>builder()
            .handleIf(ClientService::isConflict).withMaxRetries(3).withDelay(Duration.ofMillis(20)).build();

    private final KubernetesClient client;

    ClientService(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Reads the Service, has a patch made for it, and applies that; again from the start when somebody else was faster.
     *
     * @param patch makes the patch for the Service as it is now, or none if there is nothing (any more) to change
     */
    Outcome change(String namespace, String name, Function<Service, Optional<ServicePatch>> patch) {
        try {
            return Failsafe.with(RETRIES).get(() -> once(client.services().inNamespace(namespace).withName(name), patch));
        } catch (KubernetesClientException e) {
            if (isConflict(e)) {
                return Outcome.CONFLICT;
            }
            throw e;
        }
    }

    private static Outcome once(ServiceResource<Service> resource, Function<Service, Optional<ServicePatch>> patch) {
        Optional<ServicePatch> wanted = Optional.ofNullable(resource.get()).flatMap(patch);
        if (wanted.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        resource.patch(CONTEXT, wanted.get().toJson());
        return Outcome.CHANGED;
    }

    private static boolean isConflict(Throwable error) {
        return error instanceof KubernetesClientException e && CONFLICTS.contains(e.getCode());
    }
}
