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
 * Services of Knative, whose revisions are reached through Services of the revisions' names. Each change of the template makes a
 * revision, which is ready at once; it has the name that the template gives it, or else the next number.
 *
 * <p>It makes neither Revisions nor Services, and leads to a revision that does not exist as well.
 *
 * @see <a href="https://knative.dev/docs/serving/traffic-management/">traffic management</a>
 */
final class KnativeServiceReader implements RouteReader {

    private final TrafficMetrics metrics = new KnativeMetrics();
    private final RevisionNumbers revisions = new RevisionNumbers();

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
        status.set("conditions", Conditions.duck(route, accepted, now, "ConfigurationsReady", "Ready", "RoutesReady"));
        status.set("traffic", traffic(route));
        return Optional.of(status);
    }

    /** The traffic block with names in place of the latest revision, as the status has it. */
    private ArrayNode traffic(ObjectNode route) {
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

    private String latest(ObjectNode route) {
        JsonNode template = route.at("/spec/template");
        return template.at("/metadata/name").asText(revisions.latest(route.at("/metadata/name").asText(), template));
    }
}
