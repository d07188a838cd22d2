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
 * Services of Knative, whose revisions are reached through Services of the revisions' names; the latest revision is the one that the
 * template names.
 *
 * @see <a href="https://knative.dev/docs/serving/traffic-management/">traffic management</a>
 */
final class KnativeServiceReader implements RouteReader {

    private final TrafficMetrics metrics = new KnativeMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("serving.knative.dev", "v1", "Service", "services");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        List<Backend> backends = new ArrayList<>();
        for (JsonNode traffic : traffic(route)) {
            String revision = traffic.path("revisionName").asText();
            backends.add(new Backend(revision, 0, traffic.path("percent").asLong(0), HeaderEdits.NONE, revision));
        }
        return List.of(new Rule(List.of(), backends, List.of()));
    }

    @Override
    public Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        ObjectNode status = route.objectNode();
        status.put("observedGeneration", route.at("/metadata/generation").asLong());
        status.put("latestCreatedRevisionName", latest(route)).put("latestReadyRevisionName", latest(route));
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("ConfigurationsReady", "Ready", "RoutesReady")) {
            ObjectNode condition = conditions.addObject().put("type", type).put("lastTransitionTime", now)
                    .put("status", accepted ? "True" : "False");
            if (!accepted) {
                condition.put("reason", "RevisionMissing").put("message", "the local gateway takes nothing");
            }
        }
        status.set("traffic", traffic(route));
        return Optional.of(status);
    }

    /** The traffic block with names in place of the latest revision, as the status has it. */
    private static ArrayNode traffic(ObjectNode route) {
        ArrayNode resolved = route.arrayNode();
        if (route.at("/spec/traffic").isEmpty()) {
            resolved.addObject().put("latestRevision", true).put("percent", 100).put("revisionName", latest(route));
        }
        for (JsonNode traffic : route.at("/spec/traffic")) {
            ObjectNode entry = resolved.addObject();
            entry.put("latestRevision", traffic.path("latestRevision").asBoolean());
            entry.put("percent", traffic.path("percent").asLong(0));
            entry.put("revisionName", traffic.path("revisionName").asText(latest(route)));
            if (traffic.has("tag")) {
                entry.put("tag", traffic.path("tag").asText());
            }
        }
        return resolved;
    }

    private static String latest(ObjectNode route) {
        return route.at("/spec/template/metadata/name").asText(route.at("/metadata/name").asText() + "-00001");
    }
}
