package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import java.util.List;

/**
 * What was in the rule before it was split.
 *
 * @param index where the rule stood
 * @param matches what it matched; by it the rule is found again should others look like it
 * @param backendRefs where it led to
 * @param filters its filters; missing if it had none
 * @param backendHeaders whether each backend gets headers of its own while the rule is split
 */
record OriginalRule(int index, JsonNode matches, JsonNode backendRefs, JsonNode filters, boolean backendHeaders) {

    private static final String INDEX = "rule";
    private static final String BACKEND_HEADERS = "backendHeaders";

    /**
     * Remembers a rule. Should it be split already, because the memory of what was before got lost, then copies to variants are no
     * part of it.
     *
     * @param index where the rule stands
     * @param backendHeaders whether the gateways can give each backend headers of its own
     */
    static OriginalRule of(ObjectNode rule, int index, RouteIntent intent, boolean backendHeaders) {
        JsonNode filters = rule.path("filters");
        List<ObjectNode> users = Nodes.objects(filters).stream().filter(filter -> !Mirrors.isCounted(filter, intent)).toList();
        boolean none = users.isEmpty() && !filters.isEmpty();
        return new OriginalRule(index, rule.path("matches").deepCopy(), rule.path("backendRefs").deepCopy(),
                none ? MissingNode.getInstance() : users.size() == filters.size() ? filters.deepCopy() : Nodes.array(users).deepCopy(),
                backendHeaders);
    }

    /** Reads what {@link #toJson} wrote. */
    static OriginalRule fromJson(ObjectNode json) {
        return new OriginalRule(json.path(INDEX).asInt(0), json.path("matches"), json.path("backendRefs"), json.path("filters"),
                json.path(BACKEND_HEADERS).asBoolean(false));
    }

    /** The memory as JSON; fields that the rule did not have are missing. */
    ObjectNode toJson() {
        ObjectNode json = Nodes.JSON.objectNode().put(INDEX, index);
        setIfPresent(json, "matches", matches);
        setIfPresent(json, "backendRefs", backendRefs);
        setIfPresent(json, "filters", filters);
        return json.put(BACKEND_HEADERS, backendHeaders);
    }

    private static void setIfPresent(ObjectNode json, String field, JsonNode value) {
        if (!value.isMissingNode()) {
            json.set(field, value.deepCopy());
        }
    }

    /** The champion's reference as the user wrote it; a plain one if the memory holds none. */
    ObjectNode champion(BackendRef champion) {
        return Nodes.objects(backendRefs).stream().filter(ref -> BackendRef.of(ref, champion.namespace()).equals(champion)).findFirst()
                .map(ObjectNode::deepCopy).orElseGet(champion::toJson);
    }
}
