package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Experiments of Seldon Core 2 between Models, each of which is reached through a Service of its name; with Seldon they live in
 * shared servers. All requests are taken for the Experiment's, whatever their header {@code seldon-model} says.
 *
 * <p>It calls the Experiment ready at once, without looking at the Models, and answers without the header {@code x-seldon-route}.
 * Pipelines are not imitated.
 *
 * @see <a href="https://docs.seldon.ai/seldon-core-2">Experiments</a>
 */
final class SeldonExperimentReader implements RouteReader {

    private final TrafficMetrics metrics = new SeldonMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("mlops.seldon.io", "v1alpha1", "Experiment", "experiments");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        if (route.at("/spec/resourceType").asText("model").equals("pipeline")) {
            throw new IllegalArgumentException("the local gateway knows no pipelines");
        }
        List<Backend> backends = new ArrayList<>();
        route.at("/spec/candidates").forEach(candidate -> backends.add(model(candidate, candidate.path("weight").asLong())));
        JsonNode mirror = route.at("/spec/mirror");
        List<Mirror> mirrors = mirror.isMissingNode() ? List.of()
                : List.of(new Mirror(model(mirror, 1), mirror.path("percent").asDouble()));
        return List.of(new Rule(List.of(), backends, mirrors));
    }

    private static Backend model(JsonNode named, long weight) {
        String name = named.path("name").asText();
        return new Backend(name, 0, weight, HeaderEdits.NONE, name);
    }

    @Override
    public Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        ObjectNode status = route.objectNode();
        status.set("conditions", Conditions.duck(route, accepted, now,
                "CandidatesReady", "ExperimentReady", "MirrorReady", "Ready"));
        return Optional.of(status);
    }
}
