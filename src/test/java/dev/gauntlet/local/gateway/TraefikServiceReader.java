package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.List;

/**
 * TraefikServices: a weighted one, or one that mirrors and may have a weighted one as its main service.
 *
 * @see <a href="https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/traefikservice/">TraefikService</a>
 */
final class TraefikServiceReader implements RouteReader {

    private final TrafficMetrics metrics = new TraefikMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("traefik.io", "v1alpha1", "TraefikService", "traefikservices");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        String namespace = route.at("/metadata/namespace").asText();
        JsonNode mirroring = route.at("/spec/mirroring");
        if (mirroring.isMissingNode()) {
            List<Backend> backends = new ArrayList<>();
            for (JsonNode service : route.at("/spec/weighted/services")) {
                if (isNested(service)) {
                    throw new IllegalArgumentException("the local gateway knows no TraefikService within a weighted one");
                }
                backends.add(backend(service, namespace, service.path("weight").asLong(1)));
            }
            return List.of(new Rule(List.of(), backends, List.of()));
        }
        List<Backend> main = isNested(mirroring) ? nested(mirroring.path("name").asText(), namespace, cluster)
                : List.of(backend(mirroring, namespace, 1));
        List<Mirror> mirrors = new ArrayList<>();
        mirroring.path("mirrors").forEach(mirror ->
                mirrors.add(new Mirror(backend(mirror, namespace, 1), mirror.path("percent").asDouble(0))));
        return List.of(new Rule(List.of(), main, mirrors));
    }

    private List<Backend> nested(String name, String namespace, ClusterObjects cluster) {
        return cluster.get(kind(), namespace, name).map(other -> rules(other, cluster).get(0).backends()).orElse(List.of());
    }

    private static boolean isNested(JsonNode service) {
        return service.path("kind").asText().equals("TraefikService");
    }

    private static Backend backend(JsonNode service, String namespace, long weight) {
        String name = service.path("name").asText();
        String port = service.path("port").asText();
        return new Backend(name, service.path("port").asInt(), weight, HeaderEdits.NONE,
                namespace + "-" + name + "-" + port + "@kubernetescrd");
    }
}
