package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects in JSON lists, and lists of them. */
final class Nodes {

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Nodes() {
    }

    /** The objects of a list, themselves and not copies; none if it is no list. */
    static List<ObjectNode> objects(JsonNode list) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode element : list.isArray() ? list : JSON.arrayNode()) {
            if (element instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** The same object with its fields in the order of their names, as the API server returns them. */
    static ObjectNode sorted(ObjectNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        ObjectNode sorted = JSON.objectNode();
        fields.forEach(sorted::set);
        return sorted;
    }

    /** A list of them. */
    static ArrayNode array(List<ObjectNode> objects) {
        return JSON.arrayNode().addAll(objects);
    }
}
