package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the proxies and the Service should be told, as pure functions of what was read. */
final class RoutePlan {

    private RoutePlan() {
    }

    /**
     * The state that splits and copies traffic as wanted. While a challenger without a ready pod would get more than it has, the state
     * in force stays; at the very start that is the champion alone.
     *
     * @throws IllegalArgumentException if the shares do not fit into lanes
     * @throws java.util.NoSuchElementException if a variant cannot be reached
     */
    static ProxyState splitState(RouteView view) {
        RouteIntent intent = view.intent();
        List<String> challengers = intent.challengers().stream().map(RouteVariant::name).toList();
        List<Lane> lanes = Lanes.of(challengers, intent::share);
        SortedMap<String, Backend> backends = backends(view);
        String champion = intent.champion().name();
        ProxyState wanted = new ProxyState(intent.generation(), lanes, champion, backends, mirrored(intent), copies(view), false);
        return isWithheld(view, wanted) ? view.durableState().orElse(new ProxyState(0, List.of(), champion, backends, false)) : wanted;
    }

    private static SortedMap<String, Long> mirrored(RouteIntent intent) {
        SortedMap<String, Long> mirrored = new TreeMap<>();
        intent.challengers().stream().map(RouteVariant::name).filter(name -> intent.mirrored(name).signum() > 0)
                .forEach(name -> mirrored.put(name, Lanes.positions(intent.mirrored(name))));
        return mirrored;
    }

    private static SortedMap<String, Backend> copies(RouteView view) {
        SortedMap<String, Backend> copies = new TreeMap<>();
        view.copyTargets().forEach((name, target) -> target.backend().ifPresent(backend -> copies.put(name, backend)));
        return copies;
    }

    private static SortedMap<String, Backend> backends(RouteView view) {
        SortedMap<String, Backend> backends = new TreeMap<>();
        view.variants().forEach((name, variant) -> backends.put(name, variant.backend().orElseThrow()));
        return backends;
    }

    private static boolean isWithheld(RouteView view, ProxyState wanted) {
        ProxyState held = view.durableState().orElse(new ProxyState(0, List.of(), wanted.defaultVariant(), wanted.backends(), false));
        return view.intent().challengers().stream().map(RouteVariant::name)
                .filter(name -> !view.variants().get(name).ready() || !view.copiesCanBeTaken(name))
                .anyMatch(name -> width(wanted.lanes(), name) > width(held.lanes(), name)
                        || wanted.mirrored().getOrDefault(name, 0L) > held.mirrored().getOrDefault(name, 0L));
    }

    private static long width(List<Lane> lanes, String variant) {
        return lanes.stream().filter(lane -> lane.variant().equals(variant)).mapToLong(lane -> lane.upper() - lane.lower()).sum();
    }

    /**
     * The state that leads everybody to one variant and closes each connection with its answer; empty if no variant can be reached.
     * What the ConfigMap still knows of a variant serves where the cluster does not know it any more.
     */
    static Optional<ProxyState> releaseState(RouteView view, String winner) {
        SortedMap<String, Backend> backends = new TreeMap<>();
        view.durableState().ifPresent(state -> backends.putAll(state.backends()));
        view.variants().forEach((name, variant) -> variant.backend().ifPresent(backend -> backends.put(name, backend)));
        String champion = view.intent().champion().name();
        String fallback = backends.containsKey(champion) ? champion : winner;
        if (!backends.containsKey(fallback)) {
            return Optional.empty();
        }
        List<Lane> lanes = winner.equals(fallback) || !backends.containsKey(winner) ? List.of()
                : List.of(new Lane(winner, 0, Lanes.POSITIONS));
        return Optional.of(new ProxyState(view.intent().generation(), lanes, fallback, backends, true));
    }

    /** Where the Service leads when it leads straight to a variant's pods; empty if the variant's Service does not say. */
    static Optional<ServiceRoute> variantRoute(RouteView view, Service service, String variant) {
        VariantView target = view.variants().get(variant);
        return target.targetPort().filter(port -> !target.selector().isEmpty())
                .map(port -> ServiceRoute.allPorts(service, target.selector(), port));
    }

    /** Where the Service is to lead after the release; empty if that cannot be told. */
    static Optional<ServiceRoute> releaseRoute(RouteView view, Service service, String winner) {
        if (!winner.equals(view.intent().champion().name())) {
            return variantRoute(view, service, winner);
        }
        return originalRoute(view, service);
    }

    /** Where the Service led before Gauntlet changed it: what is noted on it, else the champion's pods. */
    static Optional<ServiceRoute> originalRoute(RouteView view, Service service) {
        Optional<ServiceRoute> noted = ServiceRoute.fromJson(service.getMetadata().getAnnotations() == null ? null
                : service.getMetadata().getAnnotations().get(ProxyNames.ORIGINAL_ROUTE));
        if (noted.isPresent()) {
            return noted;
        }
        if (ProxyNames.selectsProxies(service.getSpec().getSelector())) {
            return variantRoute(view, service, view.intent().champion().name());
        }
        return Optional.of(ServiceRoute.of(service));
    }
}
