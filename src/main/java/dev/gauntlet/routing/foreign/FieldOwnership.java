package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arithmetic on {@code metadata.managedFields}: who held the fields before Gauntlet took them, and how they get them back.
 *
 * <p>Fields go back to those who wrote them (operation {@code Update}). Those who declare them (operation {@code Apply}) take them back
 * with their next apply, without a conflict, since nobody holds them by then. They are given nothing: one that meanwhile leaves a field
 * out, as Gauntlet's own remedy asks for, would delete it with its next apply if it were noted as the holder.
 */
final class FieldOwnership {

    /** Field manager under which Gauntlet writes. */
    static final String GAUNTLET = "gauntlet";

    private static final List<String> IDENTITY = List.of("manager", "operation", "subresource", "apiVersion");

    private FieldOwnership() {
    }

    /**
     * Who writes some fields, apart from Gauntlet: entries as in managedFields, with nothing but those fields.
     *
     * @param managedFields the entries of an object; may be missing
     * @param pointers JSON pointers of the fields
     */
    static ArrayNode writers(JsonNode managedFields, List<String> pointers) {
        ArrayNode writers = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : managedFields) {
            if (!isGauntlets(entry) && "Update".equals(entry.path("operation").asText())) {
                ObjectNode held = JsonNodeFactory.instance.objectNode();
                pointers.forEach(pointer -> held(entry, pointer).ifPresent(fields -> put(held, keys(pointer), fields)));
                if (!held.isEmpty()) {
                    writers.add(((ObjectNode) entry.deepCopy()).set("fieldsV1", held));
                }
            }
        }
        return writers;
    }

    /** Names of those who hold some fields now, apart from Gauntlet, each with how it does. */
    static List<String> holders(JsonNode managedFields, List<String> pointers) {
        List<String> holders = new ArrayList<>();
        for (JsonNode entry : managedFields) {
            if (!isGauntlets(entry) && pointers.stream().anyMatch(pointer -> held(entry, pointer).isPresent())) {
                holders.add(entry.path("manager").asText()
                        + ("Apply".equals(entry.path("operation").asText()) ? " (server-side apply)" : " (update)"));
            }
        }
        return holders.stream().distinct().toList();
    }

    /** Whether Gauntlet is noted as the manager of any field, subresources aside. */
    static boolean isGauntletNoted(JsonNode managedFields) {
        for (JsonNode entry : managedFields) {
            if (isGauntlets(entry)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The entries without Gauntlet's, and with the fields given back to those who wrote them. A field that somebody else holds by now
     * stays with them alone.
     *
     * @param writers what {@link #writers} returned
     */
    static ArrayNode givenBack(JsonNode managedFields, JsonNode writers, List<String> pointers) {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : managedFields) {
            if (!isGauntlets(entry)) {
                entries.add(entry.deepCopy());
            }
        }
        List<JsonNode> held = entries.findValues("fieldsV1").stream().<JsonNode>map(JsonNode::deepCopy).toList();
        for (JsonNode writer : writers) {
            ObjectNode fields = JsonNodeFactory.instance.objectNode();
            pointers.forEach(pointer -> held(writer, pointer).ifPresent(written -> put(fields, keys(pointer), written)));
            ObjectNode free = free(fields, held);
            if (!free.isEmpty()) {
                give(entries, writer, free);
            }
        }
        if (entries.isEmpty()) {
            // An empty list would mean that the entries stay as they are; one empty entry means that there is none.
            entries.addObject();
        }
        return entries;
    }

    /** The part of some fields that nobody holds. */
    private static ObjectNode free(JsonNode fields, List<JsonNode> held) {
        ObjectNode free = JsonNodeFactory.instance.objectNode();
        fields.properties().forEach(field -> {
            List<JsonNode> holding = held.stream().map(holder -> holder.path(field.getKey())).filter(node -> !node.isMissingNode())
                    .toList();
            if (!field.getValue().isEmpty()) {
                ObjectNode parts = free(field.getValue(), holding);
                if (!parts.isEmpty()) {
                    free.set(field.getKey(), parts);
                }
            } else if (holding.isEmpty()) {
                free.set(field.getKey(), field.getValue());
            }
        });
        return free;
    }

    private static void give(ArrayNode entries, JsonNode writer, ObjectNode fields) {
        for (JsonNode entry : entries) {
            if (IDENTITY.stream().allMatch(name -> entry.path(name).asText().equals(writer.path(name).asText()))) {
                merge(((ObjectNode) entry).withObject("/fieldsV1"), fields);
                return;
            }
        }
        entries.add(((ObjectNode) writer.deepCopy()).set("fieldsV1", fields));
    }

    private static boolean isGauntlets(JsonNode entry) {
        return GAUNTLET.equals(entry.path("manager").asText()) && entry.path("subresource").asText().isEmpty();
    }

    private static Optional<JsonNode> held(JsonNode entry, String pointer) {
        JsonNode node = entry.path("fieldsV1");
        for (String key : keys(pointer)) {
            node = node.path(key);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node.deepCopy());
    }

    private static List<String> keys(String pointer) {
        return RouteJson.names(pointer).stream().map(name -> "f:" + name).toList();
    }

    private static void put(ObjectNode into, List<String> keys, JsonNode value) {
        ObjectNode parent = into;
        for (String key : keys.subList(0, keys.size() - 1)) {
            parent = parent.get(key) instanceof ObjectNode child ? child : parent.putObject(key);
        }
        parent.set(keys.get(keys.size() - 1), value);
    }

    private static void merge(ObjectNode into, ObjectNode fields) {
        for (Iterator<Map.Entry<String, JsonNode>> each = fields.fields(); each.hasNext();) {
            Map.Entry<String, JsonNode> field = each.next();
            if (into.get(field.getKey()) instanceof ObjectNode present && field.getValue() instanceof ObjectNode more) {
                if (present.isEmpty() && !more.isEmpty()) {
                    // A field of which somebody holds no part, but the field itself; beside parts that is a part of this name.
                    present.putObject(".");
                }
                merge(present, more);
            } else {
                into.set(field.getKey(), field.getValue());
            }
        }
    }
}
