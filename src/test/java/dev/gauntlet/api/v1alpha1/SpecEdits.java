package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** Edits that make the complete manifest invalid, for tables with a row per rule. */
final class SpecEdits {

    private SpecEdits() {
    }

    /** The edited complete manifest draws exactly one complaint of this field and value, and it says how to mend it. */
    static void assertRefused(Consumer<ObjectNode> edit, String field, String value, String remedy) {
        assertThat(SpecValidator.validate(Manifests.edited(Manifests.COMPLETE, edit)))
                .filteredOn(e -> e.field().equals(field) && e.value().equals(value)).singleElement().satisfies(error -> {
                    assertThat(error.remedy()).contains(remedy);
                    assertThat(error.message()).contains(field, value, remedy);
                });
    }

    /** A row of a table: what is wrong, the edit that makes it so, and field, value and remedy of the complaint. */
    static Arguments bad(String what, Consumer<ObjectNode> edit, String field, String value, String remedy) {
        return arguments(named(field + ": " + what, edit), field, value, remedy);
    }

    /** Replaces the third metric. */
    static Consumer<ObjectNode> third(String metric) {
        return spec -> ((ArrayNode) spec.at("/metrics")).set(2, tree(metric));
    }

    /** Sets a field of the spec, or an entry of a list. */
    static Consumer<ObjectNode> set(String pointer, Object value) {
        return spec -> {
            JsonNode node = value instanceof JsonNode tree ? tree : spec.pojoNode(value);
            JsonNode parent = parent(spec, pointer);
            if (parent instanceof ArrayNode list) {
                list.set(Integer.parseInt(leaf(pointer)), node);
            } else {
                ((ObjectNode) parent).set(leaf(pointer), node);
            }
        };
    }

    /** Removes fields. */
    static Consumer<ObjectNode> remove(String... pointers) {
        return spec -> List.of(pointers).forEach(pointer -> ((ObjectNode) parent(spec, pointer)).remove(leaf(pointer)));
    }

    /** Removes an entry of a list. */
    static Consumer<ObjectNode> cut(String pointer, int index) {
        return spec -> ((ArrayNode) spec.at(pointer)).remove(index);
    }

    /** Appends a copy of a variant under another name. */
    static Consumer<ObjectNode> copy(String pointer, int index, String name) {
        return spec -> {
            ObjectNode copy = spec.at(pointer).get(index).deepCopy();
            ((ArrayNode) spec.at(pointer)).add(copy.put("name", name).set("metricLabels", tree("{version: " + name + "}")));
        };
    }

    private static JsonNode parent(ObjectNode spec, String pointer) {
        return spec.at(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static String leaf(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    /** A piece of YAML. */
    static JsonNode tree(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, JsonNode.class);
    }
}
