package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the edits that give a workload another model: a JSON patch, and the fields it touches. */
final class ModelChange {

    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    private final List<FieldPath> touched = new ArrayList<>();

    /**
     * Makes a field what it should be.
     *
     * @param path the field
     * @param current its value; a missing node for none
     * @param wanted the value it should have; a missing node for none
     */
    void set(FieldPath path, JsonNode current, JsonNode wanted) {
        if (edit(path, current, wanted)) {
            touched.add(path);
        }
    }

    /**
     * Makes a list what it should be, touching only the items that differ.
     *
     * @param path the list
     * @param key the field by which the API merges its items
     * @param current its value; a missing node for none
     * @param wanted the value it should have; a missing node for none
     */
    void setList(FieldPath path, String key, JsonNode current, JsonNode wanted) {
        if (!edit(path, current, wanted)) {
            return;
        }
        Map<String, JsonNode> before = byKey(current, key);
        Map<String, JsonNode> after = byKey(wanted, key);
        Set<String> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.stream().filter(k -> before.containsKey(k) && !before.get(k).equals(after.get(k)))
                .forEach(k -> touched.add(path.item(0, key, k)));
    }

    /** Makes a container's served field what it should be. */
    void set(FieldPath container, ServedField field, JsonNode current, JsonNode wanted) {
        FieldPath path = container.field(field.json());
        Optional<String> key = field.itemKey();
        if (key.isPresent()) {
            setList(path, key.get(), field.of(current), field.of(wanted));
        } else {
            set(path, field.of(current), field.of(wanted));
        }
    }

    private boolean edit(FieldPath path, JsonNode current, JsonNode wanted) {
        boolean present = !isAbsent(current);
        if (isAbsent(wanted)) {
            if (present) {
                operations.addObject().put("op", "remove").put("path", path.pointer());
            }
            return present;
        }
        if (wanted.equals(current)) {
            return false;
        }
        operations.addObject().put("op", "add").put("path", path.pointer()).set("value", wanted);
        return true;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static Map<String, JsonNode> byKey(JsonNode list, String key) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        list.forEach(item -> items.put(item.path(key).asText(), item));
        return items;
    }

    /** Whether the workload already is as it should be. */
    boolean isEmpty() {
        return operations.isEmpty();
    }

    /** Operations of a JSON patch (RFC 6902). */
    ArrayNode operations() {
        return operations;
    }

    /** The present fields that the patch replaces or removes, as fine as the API server notes their owners. */
    List<FieldPath> touched() {
        return List.copyOf(touched);
    }
}
