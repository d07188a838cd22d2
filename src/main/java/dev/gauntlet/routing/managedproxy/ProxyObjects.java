package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.OwnedObjects;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Keeps an experiment's objects as they should be, by server-side apply, and removes them. */
final class ProxyObjects {

    private final KubernetesClient client;
    private final OwnedObjects owned;
    private final ProxyManifests manifests;
    private volatile Boolean policyV1;

    ProxyObjects(KubernetesClient client, ProxyManifests manifests) {
        this.client = client;
        this.owned = new OwnedObjects(client);
        this.manifests = manifests;
    }

    /** Applies what is missing or differs; whether anything did. */
    boolean ensure(RouteOwner owner, SortedMap<String, String> fixed, ProxyState state) {
        List<HasMetadata> wanted = new ArrayList<>();
        wanted.add(manifests.configMap(owner, fixed, state, Optional.empty()));
        wanted.add(manifests.service(owner));
        wanted.add(manifests.disruptionBudget(owner, hasPolicyV1()));
        wanted.add(manifests.deployment(owner, fixed));
        boolean changed = false;
        for (HasMetadata object : wanted) {
            changed |= ensure(object);
        }
        return changed;
    }

    /** Writes the files of proxies that clients no longer reach; whether they differed. */
    boolean ensureReleased(RouteOwner owner, SortedMap<String, String> fixed, ProxyState state, Instant releasedAt) {
        return ensure(manifests.configMap(owner, fixed, state, Optional.of(releasedAt)));
    }

    private boolean ensure(HasMetadata wanted) {
        return owned.ensure(wanted, ProxyObjects::isReleasedAlike);
    }

    private static boolean isReleasedAlike(HasMetadata actual, HasMetadata wanted) {
        return actual.getMetadata().getAnnotations().containsKey(ProxyNames.RELEASED_AT)
                == wanted.getMetadata().getAnnotations().containsKey(ProxyNames.RELEASED_AT);
    }

    /** Deletes what was made for an owner, and only that; whether there was anything. */
    boolean remove(RouteOwner owner) {
        boolean removed = false;
        for (Resource<? extends HasMetadata> resource : resources(owner)) {
            removed |= owned.remove(resource, owner);
        }
        return removed;
    }

    /** Removes an owner's reference from all that was made for it, see {@link OwnedObjects#disown}. */
    void disown(RouteOwner owner) {
        resources(owner).forEach(resource -> owned.disown(resource, owner));
    }

    private List<Resource<? extends HasMetadata>> resources(RouteOwner owner) {
        String namespace = owner.namespace();
        String name = ProxyNames.object(owner);
        List<Resource<? extends HasMetadata>> resources = new ArrayList<>(List.of(
                client.apps().deployments().inNamespace(namespace).withName(name),
                client.services().inNamespace(namespace).withName(name),
                client.configMaps().inNamespace(namespace).withName(name)));
        resources.add(hasPolicyV1() ? client.policy().v1().podDisruptionBudget().inNamespace(namespace).withName(name)
                : client.policy().v1beta1().podDisruptionBudget().inNamespace(namespace).withName(name));
        return resources;
    }

    private boolean hasPolicyV1() {
        Boolean known = policyV1;
        if (known == null) {
            known = client.supports("policy/v1", "PodDisruptionBudget");
            policyV1 = known;
        }
        return known;
    }
}
