package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * InferenceServices of KServe in its deployment mode Standard, split by {@code spec.canary}. The HTTPRoute that KServe makes of one
 * does not exist here: its weights, as KServe would write them, are worked by at once.
 *
 * <p>Every entry is called ready, whether a Service of it exists or not. Pods, Services and replicas are not imitated, nor transformers
 * and explainers.
 *
 * @see <a href="https://github.com/kserve/kserve">KServe 0.20</a>, which has no page about the field
 */
final class KServeStandardReader implements RouteReader {

    private final TrafficMetrics metrics = new EnvoyMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        List<Backend> canaries = new ArrayList<>();
        long rest = 100;
        for (JsonNode canary : route.at("/spec/canary")) {
            rest -= percent(canary);
            canaries.add(backend(route, canary.path("predictor"), percent(canary)));
        }
        List<Backend> backends = new ArrayList<>(List.of(backend(route, route.at("/spec/predictor"), rest)));
        backends.addAll(canaries);
        return List.of(new Rule(List.of(), backends, List.of()));
    }

    private static Backend backend(ObjectNode route, JsonNode predictor, long weight) {
        String name = route.at("/metadata/name").asText();
        String own = predictor.path("name").asText();
        return new Backend(name + (own.isEmpty() ? "" : "-" + own) + "-predictor", 0, weight, HeaderEdits.NONE,
                "httproute/%s/%s/rule/0".formatted(route.at("/metadata/namespace").asText(), name));
    }

    private static long percent(JsonNode canary) {
        return canary.path("trafficPercent").asLong();
    }

    @Override
    public Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        ObjectNode status = route.objectNode();
        status.put("deploymentMode", "Standard");
        ArrayNode canaries = status.putArray("canaryStatuses");
        for (JsonNode canary : route.at("/spec/canary")) {
            canaries.addObject().put("name", canary.at("/predictor/name").asText()).put("ready", true)
                    .put("trafficPercent", percent(canary));
        }
        status.set("conditions", Conditions.duck(route, accepted, now, "IngressReady", "PredictorReady", "Ready"));
        return Optional.of(status);
    }
}
