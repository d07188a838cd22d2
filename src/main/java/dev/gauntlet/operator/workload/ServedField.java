package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields of a container that make up what it serves. Left out on purpose: resources, probes, ports, lifecycle, security and pull
 * policy, which say how it is run and stay as they are in each workload.
 */
enum ServedField {

    IMAGE("image", null),
    COMMAND("command", null),
    ARGS("args", null),
    WORKING_DIR("workingDir", null),
    ENV("env", "name"),
    ENV_FROM("envFrom", null),
    VOLUME_MOUNTS("volumeMounts", "mountPath"),
    VOLUME_DEVICES("volumeDevices", "devicePath");

    private final String json;
    private final String itemKey;

    ServedField(String json, String itemKey) {
        this.json = json;
        this.itemKey = itemKey;
    }

    String json() {
        return json;
    }

    /** The field that identifies an item, where the API merges the list by it. */
    Optional<String> itemKey() {
        return Optional.ofNullable(itemKey);
    }

    /** The field's value; a missing node when the container has none. */
    JsonNode of(JsonNode container) {
        return container.path(json);
    }

    /** A container reduced to its name and what it serves. */
    static ObjectNode reduced(JsonNode container) {
        ObjectNode reduced = JsonNodeFactory.instance.objectNode();
        reduced.set("name", container.path("name").deepCopy());
        for (ServedField field : values()) {
            JsonNode value = field.of(container);
            if (!value.isMissingNode()) {
                reduced.set(field.json, value.deepCopy());
            }
        }
        return reduced;
    }
}
