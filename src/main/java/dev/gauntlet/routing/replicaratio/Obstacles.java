package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.Verdict;
import dev.gauntlet.routing.cluster.FieldManagers;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** What forbids to split the traffic by numbers of replicas; the first thing found is told. Pure functions. */
final class Obstacles {

    private static final List<Function<RatioView, Optional<Verdict>>> CHECKS = List.of(Obstacles::service, Obstacles::uneven,
            Obstacles::deployments, Obstacles::labels, Obstacles::autoscalers, Obstacles::owners, Obstacles::adoption, Obstacles::shares);

    private Obstacles() {
    }

    /** The first thing that is in the way of a split. */
    static Optional<Verdict> first(RatioView view) {
        return CHECKS.stream().flatMap(check -> check.apply(view).stream()).findFirst();
    }

    private static String named(RatioView view) {
        return "the Service " + view.owner().namespace() + "/" + view.intent().serviceName();
    }

    private static Optional<Verdict> service(RatioView view) {
        if (view.service().isEmpty()) {
            return blocked(RouteReason.SERVICE_NOT_FOUND, named(view)
                    + " does not exist; create one that selects the pods of all variants");
        }
        if (view.isBusy()) {
            return blocked(RouteReason.ROUTE_BUSY, named(view) + " is held by " + view.holder().orElseThrow().kind() + " "
                    + view.owner().namespace() + "/" + view.holder().orElseThrow().name()
                    + "; it is this experiment's turn when that one ends");
        }
        ServiceSpec spec = view.service().get().getSpec();
        if ("ExternalName".equals(spec.getType()) || "None".equals(spec.getClusterIP())) {
            return blocked(RouteReason.UNSUPPORTED_SERVICE_TYPE, named(view)
                    + " is headless or of type ExternalName, so clients choose the pod themselves; use one with a cluster IP");
        }
        return spec.getSelector() != null && !spec.getSelector().isEmpty() ? Optional.empty()
                : blocked(RouteReason.SERVICE_HAS_NO_SELECTOR, named(view)
                        + " has no selector; give it one that selects the pods of all variants");
    }

    /** Settings by which pods do not get equally many requests. */
    private static Optional<Verdict> uneven(RatioView view) {
        Service service = view.service().orElseThrow();
        ServiceSpec spec = service.getSpec();
        Map<String, Boolean> settings = new LinkedHashMap<>();
        settings.put("sessionAffinity ClientIP", "ClientIP".equals(spec.getSessionAffinity()));
        settings.put("internalTrafficPolicy Local", "Local".equals(spec.getInternalTrafficPolicy()));
        settings.put("externalTrafficPolicy Local", "Local".equals(spec.getExternalTrafficPolicy()));
        settings.put("trafficDistribution", spec.getTrafficDistribution() != null);
        settings.put("publishNotReadyAddresses", Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()));
        for (String name : List.of("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")) {
            settings.put("the annotation " + name, ServiceNotes.annotation(service, name).filter("auto"::equalsIgnoreCase).isPresent());
        }
        return settings.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).findFirst()
                .flatMap(setting -> blocked(RouteReason.UNSUPPORTED, named(view) + " has " + setting
                        + ", so its pods do not get equally many requests and their numbers make no shares; "
                        + "remove it, or use another provider"));
    }

    private static Optional<Verdict> deployments(RatioView view) {
        Set<String> seen = new HashSet<>();
        for (VariantReplicas variant : view.variants().values()) {
            String name = variant.variant().name();
            if (variant.variant().workload().isEmpty()) {
                return blocked(RouteReason.UNSUPPORTED, "the variant " + name + " names no Deployment, and its number of replicas "
                        + "is its share; write workloadRef: {apiVersion: apps/v1, kind: Deployment, name: ...}");
            }
            if (variant.deployment().isEmpty()) {
                return blocked(RouteReason.CONFIG_INVALID, "the " + variant.named() + " does not exist; create it"
                        + (variant.variant().champion() ? "" : ", with replicas: 0"));
            }
            if (!seen.add(variant.variant().workload().get())) {
                return blocked(RouteReason.CONFIG_INVALID, "the " + variant.named()
                        + " is another variant's too; give each variant's workloadRef a Deployment of its own");
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict> labels(RatioView view) {
        Map<String, String> selector = view.service().orElseThrow().getSpec().getSelector();
        return view.variants().values().stream().filter(variant -> !labels(variant.deployment().orElseThrow()).entrySet()
                        .containsAll(selector.entrySet())).findFirst()
                .flatMap(variant -> blocked(RouteReason.CONFIG_INVALID, named(view) + " selects pods by " + selector + ", and those of the "
                        + variant.named() + " have " + labels(variant.deployment().orElseThrow())
                        + "; the Service must select the pods of all variants"));
    }

    private static Map<String, String> labels(Deployment deployment) {
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private static Optional<Verdict> autoscalers(RatioView view) {
        if (view.autoscalers().isEmpty()) {
            return blocked(RouteReason.PROVIDER_UNAVAILABLE, "the operator may not list the horizontalpodautoscalers of namespace "
                    + view.owner().namespace() + ", and one would change the numbers of replicas that make the shares; give it that right");
        }
        return view.autoscalers().get().isEmpty() ? Optional.empty()
                : blocked(RouteReason.UNSUPPORTED, "HorizontalPodAutoscaler " + String.join(", ", view.autoscalers().get())
                        + " would change the numbers of replicas that make the shares; delete it for the time of the experiment, "
                        + "or use a provider that weighs requests");
    }

    private static Optional<Verdict> owners(RatioView view) {
        return view.variants().values().stream().flatMap(variant -> manager(variant.deployment().orElseThrow())
                        .map(manager -> Verdict.blocked(RouteReason.OWNERSHIP_CONFLICT, "spec.replicas of the " + variant.named()
                                + " is managed by " + manager + ", which would undo the split; leave replicas out of what it applies"))
                        .stream()).findFirst();
    }

    private static Optional<String> manager(Deployment deployment) {
        List<ManagedFieldsEntry> entries = Optional.ofNullable(deployment.getMetadata().getManagedFields()).orElseGet(ArrayList::new);
        return entries.stream().filter(entry -> entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                        && spec.containsKey("f:replicas"))
                .flatMap(entry -> FieldManagers.insisting(entry.getManager(), entry.getOperation()).stream()).findFirst();
    }

    /** Before the start nobody but the champion may serve, or the total would not be known and traffic would be at a challenger. */
    private static Optional<Verdict> adoption(RatioView view) {
        if (view.total() == 0) {
            return blocked(RouteReason.UNSUPPORTED, "the " + view.champion().named()
                    + " has no replicas; their number is the total that is shared, so scale it up first");
        }
        Set<String> known = view.noted().map(original -> original.replicas().keySet()).orElse(Set.of());
        return Stream.concat(
                view.variants().values().stream().filter(variant -> !variant.variant().champion() && variant.replicas() > 0)
                        .filter(variant -> !view.isClaimedByUs() && !known.contains(variant.variant().workload().orElseThrow()))
                        .map(variant -> "the " + variant.named() + " has " + variant.replicas() + " replicas behind " + named(view)
                                + " already; scale it to 0, Gauntlet gives it its share"),
                view.strangers().stream().sorted().map(stranger -> stranger + " is behind " + named(view)
                        + " and belongs to no variant's Deployment, so it takes a share of the traffic; remove it, or narrow the selector"))
                .findFirst().flatMap(message -> blocked(RouteReason.FOREIGN_BACKENDS, message));
    }

    private static Optional<Verdict> shares(RatioView view) {
        return ReplicaShares.objection(view.intent(), view.total()).flatMap(message -> blocked(RouteReason.UNSUPPORTED, message));
    }

    private static Optional<Verdict> blocked(RouteReason reason, String message) {
        return Optional.of(Verdict.blocked(reason, message));
    }
}
