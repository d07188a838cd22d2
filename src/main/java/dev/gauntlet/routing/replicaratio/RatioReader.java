package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.cluster.ClaimHolders;
import dev.gauntlet.routing.cluster.Pods;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v1.CrossVersionObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the cluster; changes nothing. */
final class RatioReader {

    /** Label that the Deployment controller gives to every pod, and the end of the name of the ReplicaSet that owns it. */
    private static final String TEMPLATE_HASH = "pod-template-hash";

    private final KubernetesClient client;
    private final ClaimHolders holders;

    RatioReader(KubernetesClient client) {
        this.client = client;
        this.holders = new ClaimHolders(client);
    }

    RatioView read(RouteIntent intent) {
        String namespace = intent.owner().namespace();
        Optional<Service> service = Optional.ofNullable(client.services().inNamespace(namespace).withName(intent.serviceName()).get());
        Optional<RouteClaim> holder = service.flatMap(s -> RouteClaim.on(s.getMetadata().getAnnotations()));
        boolean holderLives = holder.map(claim -> claim.equals(RouteClaim.of(intent.owner()))
                || holders.lives(namespace, claim)).orElse(false);
        Set<String> names = intent.variants().stream().flatMap(variant -> variant.workload().stream()).collect(Collectors.toSet());
        Map<String, Integer> behind = new HashMap<>();
        List<String> strangers = new ArrayList<>();
        service.ifPresent(s -> readyPods(s).forEach(pod -> workload(pod, names)
                .ifPresentOrElse(name -> behind.merge(name, 1, Integer::sum), () -> strangers.add(pod.getMetadata().getName()))));
        Map<String, VariantReplicas> variants = new LinkedHashMap<>();
        intent.variants().forEach(variant -> variants.put(variant.name(), new VariantReplicas(variant, deployment(namespace, variant),
                variant.workload().map(workload -> behind.getOrDefault(workload, 0)).orElse(0))));
        return new RatioView(intent, service, holder, holderLives, variants, strangers,
                intent.goal() instanceof RouteGoal.Split ? autoscalers(namespace, names) : Optional.of(List.of()));
    }

    private Optional<Deployment> deployment(String namespace, RouteVariant variant) {
        return variant.workload().map(name -> client.apps().deployments().inNamespace(namespace).withName(name).get());
    }

    /** What requests are led to: the ready pods that the Service selects. */
    private List<Pod> readyPods(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector == null || selector.isEmpty() ? List.of()
                : client.pods().inNamespace(service.getMetadata().getNamespace()).withLabels(selector).list().getItems().stream()
                        .filter(Pods::isReady).toList();
    }

    /** The Deployment of ours that runs a pod. */
    private static Optional<String> workload(Pod pod, Set<String> names) {
        String hash = pod.getMetadata().getLabels().get(TEMPLATE_HASH);
        return pod.getMetadata().getOwnerReferences().stream().filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .filter(owner -> owner.getKind().equals("ReplicaSet")).map(OwnerReference::getName)
                .flatMap(replicaSet -> names.stream().filter(name -> replicaSet.equals(name + "-" + hash))).findFirst();
    }

    private Optional<List<String>> autoscalers(String namespace, Set<String> names) {
        try {
            return Optional.of(client.autoscaling().v1().horizontalPodAutoscalers().inNamespace(namespace).list().getItems().stream()
                    .filter(autoscaler -> scales(autoscaler.getSpec().getScaleTargetRef(), names))
                    .map(autoscaler -> autoscaler.getMetadata().getName() + " (Deployment "
                            + autoscaler.getSpec().getScaleTargetRef().getName() + ")").sorted().toList());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean scales(CrossVersionObjectReference target, Set<String> names) {
        return target != null && "Deployment".equals(target.getKind()) && names.contains(target.getName());
    }
}
