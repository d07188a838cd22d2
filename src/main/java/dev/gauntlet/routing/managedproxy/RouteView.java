package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.OwnedObjects;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.cluster.Pods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * All that matters of the cluster for one intent, read at one time.
 *
 * @param intent what is wanted
 * @param service the client-facing Service, if it exists
 * @param holder whose claim the Service carries, if any
 * @param holderLives whether that holder still exists
 * @param variants by variant name
 * @param copyTargets by challenger, what is to get its copies instead of itself; only of those that are to be copied to
 * @param configMap the proxies' files, if they exist
 * @param deployment the proxies' Deployment, if it exists
 * @param pods the proxies' pods that have an address, those that are about to end included
 * @param answers by address of a pod, what its proxy says
 */
record RouteView(RouteIntent intent, Optional<Service> service, Optional<RouteClaim> holder, boolean holderLives,
        Map<String, VariantView> variants, Map<String, VariantView> copyTargets, Optional<ConfigMap> configMap,
        Optional<Deployment> deployment, List<Pod> pods, Map<String, ProxyAdminClient.Answer> answers) {

    RouteOwner owner() {
        return intent.owner();
    }

    /** Whether the Service is ours: by our claim, or because it leads to our proxies and nobody claims it. */
    boolean isOurs() {
        return isClaimedByUs() || holder.isEmpty() && leadsToUs();
    }

    boolean isClaimedByUs() {
        return holder.equals(Optional.of(RouteClaim.of(owner())));
    }

    /** Whether somebody else holds the Service: a living holder, or proxies of another experiment without a claim. */
    boolean isBusy() {
        if (holder.isPresent()) {
            return !isClaimedByUs() && holderLives;
        }
        return !leadsToUs() && service.map(s -> ProxyNames.selectsProxies(s.getSpec().getSelector())).orElse(false);
    }

    private boolean leadsToUs() {
        return service.map(s -> ProxyNames.selector(owner()).equals(s.getSpec().getSelector())).orElse(false);
    }

    /** Whether clients reach the proxies. */
    boolean inPath() {
        return service.map(s -> ServiceRoute.of(s).equals(proxyRoute(s, owner()))).orElse(false);
    }

    /** Where the Service leads while the proxies stand in the path. */
    static ServiceRoute proxyRoute(Service service, RouteOwner owner) {
        return ServiceRoute.allPorts(service, ProxyNames.selector(owner), new IntOrString(ProxyServer.TRAFFIC_PORT));
    }

    /** Where the Service led before, if that is noted on it. */
    Optional<ServiceRoute> original() {
        return annotation(service, ProxyNames.ORIGINAL_ROUTE).flatMap(ServiceRoute::fromJson);
    }

    /** Whether somebody else changed where the Service leads, or removed our notes from it, while it leads to the proxies. */
    boolean isDrifted() {
        if (service.isEmpty() || !isOurs()) {
            return false;
        }
        if (!isClaimedByUs()) {
            return true;
        }
        if (original().isEmpty()) {
            return leadsToUs();
        }
        return !inPath() && !isBypassed();
    }

    private boolean isBypassed() {
        return annotation(service, ProxyNames.BYPASSED).isPresent()
                && Optional.of(ServiceRoute.of(service.orElseThrow())).equals(original());
    }

    /** Whether what is to get a challenger's copies instead of itself, if anything, is there and ready. */
    boolean copiesCanBeTaken(String challenger) {
        return !copyTargets.containsKey(challenger) || copyTargets.get(challenger).ready();
    }

    /** Pods that are ready and stay. */
    List<Pod> readyPods() {
        return pods.stream().filter(Pods::isReady).toList();
    }

    /** The state that the ConfigMap holds, if it is readable. */
    Optional<ProxyState> durableState() {
        try {
            return configMap.map(ConfigMap::getData).map(data -> data.get(ProxyFiles.STATE)).map(ProxyState::fromJson);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Since when clients are led elsewhere, if that is noted. */
    Optional<Instant> releasedAt() {
        try {
            return annotation(configMap, ProxyNames.RELEASED_AT).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Lowest generation that a ready proxy works by; empty if there is none or one does not answer. */
    OptionalLong observedGeneration() {
        long lowest = Long.MAX_VALUE;
        for (Pod pod : readyPods()) {
            if (!(answers.get(Pods.address(pod)) instanceof ProxyAdminClient.Answer.Holding holding)) {
                return OptionalLong.empty();
            }
            lowest = Math.min(lowest, holding.state().generation());
        }
        return lowest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(lowest);
    }

    /** The first object that stands where ours should but belongs to somebody else. */
    Optional<HasMetadata> foreignObject() {
        return Stream.<Optional<? extends HasMetadata>>of(configMap, deployment)
                .flatMap(Optional::stream).map(HasMetadata.class::cast).filter(object -> OwnedObjects.isForeign(object, owner()))
                .findFirst();
    }

    private static Optional<String> annotation(Optional<? extends HasMetadata> object, String name) {
        return object.map(o -> o.getMetadata().getAnnotations()).map(annotations -> annotations.get(name));
    }
}
