package dev.gauntlet.local.gateway;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Services of a namespace, as they were at some moment. */
final class Endpoints {

    private final Map<String, Endpoint> byService;

    private Endpoints(Map<String, Endpoint> byService) {
        this.byService = byService;
    }

    static Endpoints none() {
        return new Endpoints(Map.of());
    }

    /** Reads Services and the Deployments behind them. */
    static Endpoints read(KubernetesClient client, String namespace) {
        List<Deployment> deployments = client.apps().deployments().inNamespace(namespace).list().getItems();
        Map<String, Endpoint> byService = new TreeMap<>();
        for (Service service : client.services().inNamespace(namespace).list().getItems()) {
            String host = service.getSpec().getClusterIP();
            if (host != null && !host.equals("None") && !service.getSpec().getPorts().isEmpty()) {
                byService.put(service.getMetadata().getName(), new Endpoint(host, service.getSpec().getPorts().get(0).getPort(),
                        workload(service, deployments)));
            }
        }
        return new Endpoints(byService);
    }

    private static Workload workload(Service service, List<Deployment> deployments) {
        String namespace = service.getMetadata().getNamespace();
        Map<String, String> selector = service.getSpec().getSelector() == null ? Map.of() : service.getSpec().getSelector();
        return deployments.stream()
                .filter(deployment -> !selector.isEmpty() && labels(deployment).entrySet().containsAll(selector.entrySet())).findFirst()
                .map(deployment -> new Workload(namespace, deployment.getMetadata().getName(),
                        labels(deployment).getOrDefault("version", "unknown")))
                .orElse(new Workload(namespace, service.getMetadata().getName(), "unknown"));
    }

    private static Map<String, String> labels(Deployment deployment) {
        Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    Optional<Endpoint> of(Backend backend) {
        return Optional.ofNullable(byService.get(backend.service()));
    }
}
