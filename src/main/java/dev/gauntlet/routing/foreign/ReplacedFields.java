package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a JSON object that a split replaces. All others keep their values and their order, and what is put back stands where it
 * stood before.
 *
 * @param names names of the fields
 */
public record ReplacedFields(Set<String> names) {

    public ReplacedFields {
        names = Set.copyOf(names);
    }

    /** Copies of these fields of an object, as far as it has them. */
    public ObjectNode of(ObjectNode object) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        object.properties().stream().filter(field -> names.contains(field.getKey()))
                .forEach(field -> fields.set(field.getKey(), field.getValue().deepCopy()));
        return fields;
    }

    /**
     * The object with its fields of these names replaced by the wanted ones, and by nothing where none is wanted.
     *
     * @param object the object as it is; not changed
     * @param wanted what is wanted of these fields
     * @param original the object before any replacement; a field that is missing stands behind the one that it followed there, a field
     *     that is new to both at the end
     */
    public ObjectNode replaced(ObjectNode object, ObjectNode wanted, ObjectNode original) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (!names.contains(field.getKey())) {
                fields.put(field.getKey(), field.getValue().deepCopy());
            } else if (wanted.has(field.getKey())) {
                fields.put(field.getKey(), wanted.get(field.getKey()).deepCopy());
            }
        });
        List<String> order = new ArrayList<>(fields.keySet());
        List<String> before = new ArrayList<>();
        original.fieldNames().forEachRemaining(name -> {
            if (wanted.has(name) && !order.contains(name)) {
                order.add(placeBehind(before, order), name);
            }
            before.add(name);
        });
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        order.forEach(name -> result.set(name, fields.containsKey(name) ? fields.get(name) : wanted.get(name).deepCopy()));
        wanted.properties().forEach(field -> {
            if (!result.has(field.getKey())) {
                result.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        return result;
    }

    private static int placeBehind(List<String> before, List<String> order) {
        for (int i = before.size() - 1; i >= 0; i--) {
            int place = order.indexOf(before.get(i));
            if (place >= 0) {
                return place + 1;
            }
        }
        return 0;
    }
}
