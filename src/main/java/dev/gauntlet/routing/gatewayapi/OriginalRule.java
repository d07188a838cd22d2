package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What was in the rule before it was split.
 *
 * @param index where the rule stood
 * @param matches what it matched; by it the rule is found again should others look like it
 * @param backendRefs where it led to
 * @param filters its filters; missing if it had none
 * @param backendHeaders whether each backend gets headers of its own; empty if no gateway had taken the route yet
 */
record OriginalRule(int index, JsonNode matches, JsonNode backendRefs, JsonNode filters, Optional<Boolean> backendHeaders) {

    private static final String INDEX = "rule";
    private static final String BACKEND_HEADERS = "backendHeaders";

    /** Remembers a rule. */
    static OriginalRule of(int index, ObjectNode rule, Optional<Boolean> backendHeaders) {
        return new OriginalRule(index, rule.path("matches").deepCopy(), rule.path("backendRefs").deepCopy(),
                rule.path("filters").deepCopy(), backendHeaders);
    }

    /** Reads what {@link #toJson} wrote. */
    static OriginalRule fromJson(ObjectNode json) {
        JsonNode backendHeaders = json.path(BACKEND_HEADERS);
        return new OriginalRule(json.path(INDEX).asInt(0), json.path("matches"), json.path("backendRefs"), json.path("filters"),
                backendHeaders.isBoolean() ? Optional.of(backendHeaders.booleanValue()) : Optional.empty());
    }

    /** The memory as JSON; fields that the rule did not have are missing. */
    ObjectNode toJson() {
        ObjectNode json = Nodes.JSON.objectNode().put(INDEX, index);
        setIfPresent(json, "matches", matches);
        setIfPresent(json, "backendRefs", backendRefs);
        setIfPresent(json, "filters", filters);
        backendHeaders.ifPresent(value -> json.put(BACKEND_HEADERS, value));
        return json;
    }

    private static void setIfPresent(ObjectNode json, String field, JsonNode value) {
        if (!value.isMissingNode()) {
            json.set(field, value.deepCopy());
        }
    }

    /** The champion's reference as the user wrote it; a plain one if the memory holds none. */
    ObjectNode champion(BackendRef champion) {
        return backendRefs.path(0) instanceof ObjectNode ref ? ref.deepCopy() : champion.toJson();
    }
}
