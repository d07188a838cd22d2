package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.OwnedObjects;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.Verdict;
import dev.gauntlet.routing.cluster.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Judges what was read against what is wanted, as pure functions. */
final class RouteAssessment {

    private final int replicas;

    RouteAssessment(int replicas) {
        this.replicas = replicas;
    }

    /** What is true of the route. */
    RouteObservation assess(RouteView view) {
        Verdict verdict = view.intent().goal() instanceof RouteGoal.Release release ? released(view, release.variant()) : split(view);
        return observation(view, verdict);
    }

    /** An observation with a given verdict. */
    RouteObservation observation(RouteView view, Verdict verdict) {
        Map<String, Boolean> ready = new LinkedHashMap<>();
        view.variants().forEach((name, variant) -> ready.put(name, variant.ready()));
        boolean drifted = view.isDrifted() || isUndone(view);
        return new RouteObservation(verdict.state(), verdict.reason(), verdict.message(), view.observedGeneration(), view.inPath(),
                drifted, ready, view.readyPods().size());
    }

    /** Whether a Service that was given back leads elsewhere than to the challenger that won. */
    private static boolean isUndone(RouteView view) {
        return view.intent().goal() instanceof RouteGoal.Release release
                && !release.variant().equals(view.intent().champion().name()) && !view.isOurs() && !view.isBusy()
                && view.service().flatMap(service -> RoutePlan.variantRoute(view, service, release.variant())
                        .filter(route -> !route.equals(ServiceRoute.of(service)))).isPresent();
    }

    private Verdict split(RouteView view) {
        return obstacle(view).or(() -> notReady(view)).orElseGet(() -> view.inPath()
                ? Verdict.programmed(RouteReason.TRAFFIC_SPLIT, "generation " + view.intent().generation()
                        + " is in force at all " + view.readyPods().size() + " ready proxies")
                : Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the Service " + view.intent().serviceName()
                        + " is about to be led to the proxies"));
    }

    /** What forbids to do anything about a split. */
    Optional<Verdict> obstacle(RouteView view) {
        RouteIntent intent = view.intent();
        String name = intent.owner().namespace() + "/" + intent.serviceName();
        if (view.service().isEmpty()) {
            return Optional.of(Verdict.blocked(RouteReason.SERVICE_NOT_FOUND,
                    "the Service " + name + " that clients call does not exist; create it"));
        }
        if (view.isBusy()) {
            return Optional.of(Verdict.blocked(RouteReason.ROUTE_BUSY, "the Service " + name + " is held by "
                    + view.holder().map(claim -> claim.kind() + " " + intent.owner().namespace() + "/" + claim.name())
                            .orElse("another experiment's proxies") + "; it is this experiment's turn when that one ends"));
        }
        if (!view.isOurs() || view.original().isEmpty()) {
            Optional<Verdict> unsuitable = unsuitable(intent, view.service().get(), name);
            if (unsuitable.isPresent()) {
                return unsuitable;
            }
        }
        Optional<Verdict> unreachable = view.variants().values().stream().filter(variant -> variant.problem().isPresent())
                .map(variant -> Verdict.blocked(variant.problem().get(), variant.message())).findFirst();
        if (unreachable.isPresent()) {
            return unreachable;
        }
        try {
            Lanes.of(intent.challengers().stream().map(RouteVariant::name).toList(), intent::share);
        } catch (IllegalArgumentException e) {
            return Optional.of(Verdict.blocked(RouteReason.CONFIG_INVALID, e.getMessage()));
        }
        return view.foreignObject().map(object -> Verdict.blocked(RouteReason.OWNERSHIP_CONFLICT, object.getKind() + " "
                + object.getMetadata().getNamespace() + "/" + object.getMetadata().getName()
                + " exists and was not made for this experiment; remove or rename it"));
    }

    private static Optional<Verdict> unsuitable(RouteIntent intent, Service service, String name) {
        if (intent.variants().stream().anyMatch(variant -> variant.serviceName().equals(intent.serviceName()))) {
            return Optional.of(Verdict.blocked(RouteReason.CONFIG_INVALID, "the Service " + name
                    + " is a variant's own; clients need one besides the variants'"));
        }
        if ("ExternalName".equals(service.getSpec().getType()) || "None".equals(service.getSpec().getClusterIP())) {
            return Optional.of(Verdict.blocked(RouteReason.UNSUPPORTED_SERVICE_TYPE, "the Service " + name
                    + " is headless or of type ExternalName and cannot be directed; use one with a cluster IP"));
        }
        if (service.getSpec().getSelector() == null || service.getSpec().getSelector().isEmpty()) {
            return Optional.of(Verdict.blocked(RouteReason.SERVICE_HAS_NO_SELECTOR, "the Service " + name
                    + " has no selector and cannot be directed; give it one"));
        }
        if (service.getSpec().getPorts().stream().anyMatch(port -> port.getProtocol() != null && !"TCP".equals(port.getProtocol()))
                || new TreeSet<>(ServiceRoute.of(service).targetPorts().values()).size() > 1) {
            return Optional.of(Verdict.blocked(RouteReason.AMBIGUOUS_PORTS, "the ports of the Service " + name
                    + " lead to different ports of its pods (" + ServiceRoute.of(service).targetPorts()
                    + "), but all of them would lead to the proxy; give the model's port a Service of its own"));
        }
        return Optional.empty();
    }

    /** What has to wait for something to become ready. */
    Optional<Verdict> notReady(RouteView view) {
        List<Pod> ready = view.readyPods();
        int wanted = view.inPath() ? 1 : replicas;
        ProxyState target = RoutePlan.splitState(view);
        if (target.generation() != view.intent().generation()) {
            return Optional.of(view.copyTargets().keySet().stream().allMatch(view::copiesCanBeTaken)
                    ? Verdict.progressing(RouteReason.VARIANT_NOT_READY,
                            "no traffic is moved to a variant without a ready pod: " + unready(view))
                    : Verdict.progressing(RouteReason.COMPARATOR_NOT_READY, "nothing is copied before the comparator has a ready pod"));
        }
        if (ready.size() < wanted) {
            return Optional.of(Verdict.progressing(RouteReason.PROXY_NOT_READY, ready.size() + " of " + replicas + " proxies are ready"));
        }
        for (Pod pod : ready) {
            ProxyAdminClient.Answer answer = view.answers().get(Pods.address(pod));
            if (!new ProxyAdminClient.Answer.Holding(target).equals(answer)) {
                return Optional.of(Verdict.progressing(RouteReason.PUSH_FAILED, "the proxy " + pod.getMetadata().getName()
                        + (answer instanceof ProxyAdminClient.Answer.Failed failed ? " cannot be told: " + failed.problem()
                                : " does not hold generation " + target.generation() + " yet")));
            }
        }
        if (!view.inPath() && view.variants().values().stream().anyMatch(variant -> !variant.ready())) {
            return Optional.of(Verdict.progressing(RouteReason.VARIANT_NOT_READY,
                    "clients stay where they are until every variant has a ready pod: " + unready(view)));
        }
        return Optional.empty();
    }

    private static String unready(RouteView view) {
        return String.join(", ", view.variants().entrySet().stream().filter(entry -> !entry.getValue().ready())
                .map(Map.Entry::getKey).toList()) + " has none";
    }

    private Verdict released(RouteView view, String winner) {
        if (view.isOurs()) {
            Service service = view.service().orElseThrow();
            if (RoutePlan.releaseRoute(view, service, winner).isEmpty()) {
                VariantView variant = view.variants().get(winner);
                return Verdict.blocked(variant.problem().orElse(RouteReason.SERVICE_HAS_NO_SELECTOR), variant.problem().isPresent()
                        ? variant.message()
                        : "the Service of the variant " + winner + " has no selector, so clients cannot be led to its pods; give it one");
            }
            return Verdict.progressing(RouteReason.SERVICE_NOT_SWITCHED, "the Service " + view.intent().serviceName()
                    + " is about to be led to " + winner);
        }
        boolean leftovers = view.deployment().filter(object -> !OwnedObjects.isForeign(object, view.owner())).isPresent()
                || view.configMap().filter(object -> !OwnedObjects.isForeign(object, view.owner())).isPresent();
        if (leftovers) {
            return Verdict.progressing(RouteReason.DRAINING, "clients reach " + winner
                    + " directly; the proxies finish the connections they have");
        }
        return Verdict.programmed(RouteReason.RELEASED, view.service().isPresent()
                ? "clients reach " + winner + " directly; nothing of Gauntlet is in the path"
                : "the Service " + view.intent().serviceName() + " does not exist, so there is nothing to give back");
    }
}
