package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.ClusterObjects;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The headers by which a model learns its variant and whether a client asked for it. A filter of its own on each backend also makes
 * Envoy Gateway give each backend a cluster of its own, hence metrics by variant.
 *
 * <p>A gateway that does not know the filter answers requests with errors. So it is written only where everything that the route attaches
 * to is known to have it: by what its GatewayClass lists, else by the controller that took the route. That is decided once, when the
 * route is claimed; a route that Gauntlet makes is not claimed before a gateway has taken it.
 */
final class BackendHeaders {

    /** Header with the name of the variant that was chosen for a request. */
    static final String VARIANT = "X-Gauntlet-Variant";

    /** Header with how it was chosen: {@code assigned}, by weight, or {@code override}, by the client. */
    static final String SOURCE = "X-Gauntlet-Source";

    private static final String TYPE = "RequestHeaderModifier";
    private static final String MODIFIER = "requestHeaderModifier";
    private static final int MOST = 16;

    private BackendHeaders() {
    }

    /** How a variant was chosen. */
    enum Source {
        ASSIGNED("assigned"), OVERRIDE("override");

        private final String value;

        Source(String value) {
            this.value = value;
        }
    }

    /** Whether everything that the route attaches to can do it. */
    static boolean supported(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        List<ParentRef> parents = ParentRef.of(route, intent);
        return !parents.isEmpty() && parents.stream().allMatch(parent -> GatewayFeatures.of(parent, cluster).known()
                .map(features -> features.contains(Feature.BACKEND_HEADERS)).orElseGet(() -> isTakenByOneThatCan(route, parent, intent)));
    }

    /** Whether controllers took the route for this parent, all of which can do it. */
    private static boolean isTakenByOneThatCan(ObjectNode route, ParentRef parent, RouteIntent intent) {
        List<ObjectNode> entries = ParentStatus.entries(route, parent, intent);
        return !entries.isEmpty() && entries.stream().allMatch(entry -> KnownController.of(entry.path("controllerName").asText())
                .filter(controller -> controller.features().contains(Feature.BACKEND_HEADERS)).isPresent());
    }

    /** Whether the headers fit into the filters of a backend, whose lists hold at most 16. */
    static boolean fit(JsonNode backend) {
        ObjectNode changed = backend.deepCopy();
        set(changed, "variant", Source.ASSIGNED);
        return changed.path("filters").size() <= MOST && Nodes.objects(changed.path("filters")).stream()
                .allMatch(filter -> filter.path(MODIFIER).path("set").size() <= MOST);
    }

    /** Adds the headers to a backend, in the filter that it has for them already, because there may be only one. */
    static void set(ObjectNode backend, String variant, Source source) {
        Map<String, String> headers = new TreeMap<>(Map.of(VARIANT, variant, SOURCE, source.value));
        ObjectNode modifier = modifier(backend);
        ArrayNode set = modifier.path("set") instanceof ArrayNode present ? present : modifier.putArray("set");
        headers.forEach((name, value) -> Nodes.objects(set).stream().filter(header -> header.path("name").asText().equalsIgnoreCase(name))
                .findFirst().orElseGet(() -> set.addObject().put("name", name)).put("value", value));
    }

    private static ObjectNode modifier(ObjectNode backend) {
        ArrayNode filters = backend.path("filters") instanceof ArrayNode present ? present : backend.putArray("filters");
        for (ObjectNode filter : Nodes.objects(filters)) {
            if (filter.path("type").asText().equals(TYPE) && filter.path(MODIFIER) instanceof ObjectNode modifier) {
                return modifier;
            }
        }
        ObjectNode filter = filters.addObject();
        ObjectNode modifier = filter.putObject(MODIFIER);
        filter.put("type", TYPE);
        return modifier;
    }
}
