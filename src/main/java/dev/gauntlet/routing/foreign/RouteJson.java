package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON of routes. */
final class RouteJson {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private RouteJson() {
    }

    /** Whether two documents say the same; numbers are compared by value, since 5 and 5.0 are one number in JSON. */
    static boolean same(JsonNode a, JsonNode b) {
        return a.equals((left, right) -> left.equals(right)
                || left.isNumber() && right.isNumber() && left.decimalValue().compareTo(right.decimalValue()) == 0 ? 0 : 1, b);
    }

    /** Whether a value lacks a field that another one has; lists count as a whole. */
    static boolean lacks(JsonNode value, JsonNode other) {
        if (value.isMissingNode() || !other.isObject() || !value.isObject()) {
            return value.isMissingNode() && !other.isMissingNode();
        }
        return other.properties().stream().anyMatch(field -> lacks(value.path(field.getKey()), field.getValue()));
    }

    /** Reads an object; empty if the text is none. */
    static Optional<ObjectNode> object(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The names along a pointer. */
    static List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
            names.add(rest.getMatchingProperty());
        }
        return names;
    }

    /** A pointer as people write a field, such as {@code spec.rules}. */
    static String field(String pointer) {
        return String.join(".", names(pointer));
    }

    /** Sets a value in an object, with the objects on the way to it. */
    static void put(ObjectNode into, String pointer, JsonNode value) {
        List<String> names = names(pointer);
        ObjectNode parent = into;
        for (String name : names.subList(0, names.size() - 1)) {
            parent = parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
        }
        parent.set(names.get(names.size() - 1), value);
    }

    /** A JSON patch (RFC 6902) that makes some fields of an object as they are in another one. */
    static ArrayNode difference(ObjectNode from, ObjectNode to, List<String> pointers) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        for (String pointer : pointers) {
            JsonNode before = from.at(pointer);
            JsonNode after = to.at(pointer);
            if (after.isMissingNode() && !before.isMissingNode()) {
                operations.addObject().put("op", "remove").put("path", pointer);
            } else if (!after.isMissingNode() && !same(before, after)) {
                operations.addObject().put("op", "add").put("path", pointer).set("value", after);
            }
        }
        return operations;
    }

    /** Kind, namespace and name for people. */
    static String named(ObjectNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/namespace").asText() + "/" + object.at("/metadata/name").asText();
    }
}
