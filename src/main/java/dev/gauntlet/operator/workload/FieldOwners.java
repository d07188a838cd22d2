package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.routing.cluster.FieldManagers;
import java.util.List;
import java.util.Optional;

/**
 * Who would undo a change of a workload, as {@code metadata} tells: a controller that owns the object, and the field managers that
 * {@link FieldManagers} tells.
 */
final class FieldOwners {

    /** Field manager under which Gauntlet writes. */
    static final String GAUNTLET = FieldManagers.GAUNTLET;

    private FieldOwners() {
    }

    /**
     * Finds somebody who would undo a change.
     *
     * @param workload the workload
     * @param touched present fields to be replaced or removed
     * @return a sentence with name and field; empty when the change will stay
     */
    static Optional<String> objection(JsonNode workload, List<FieldPath> touched) {
        return controller(workload).or(() -> touched.stream().flatMap(path -> manager(workload, path).stream()).findFirst());
    }

    private static Optional<String> controller(JsonNode workload) {
        for (JsonNode owner : workload.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of("it is controlled by " + owner.path("kind").asText() + " " + owner.path("name").asText()
                        + ", which would undo the change");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> manager(JsonNode workload, FieldPath path) {
        for (JsonNode entry : workload.at("/metadata/managedFields")) {
            Optional<String> insisting = FieldManagers.insisting(entry.path("manager").asText(), entry.path("operation").asText());
            if (insisting.isPresent() && owns(entry.path("fieldsV1"), path)) {
                return Optional.of(path.text() + " is managed by " + insisting.get() + ", which would undo the change");
            }
        }
        return Optional.empty();
    }

    /** Whether a set of fields holds a path, something below it, or something above it as a whole. */
    private static boolean owns(JsonNode fields, FieldPath path) {
        JsonNode node = fields;
        for (String key : path.managed()) {
            if (!node.has(key)) {
                return node != fields && node.isEmpty();
            }
            node = node.path(key);
        }
        return true;
    }

    /** Whether Gauntlet is noted as the manager of any field, subresources aside. */
    static boolean isGauntletNoted(JsonNode workload) {
        for (JsonNode entry : workload.at("/metadata/managedFields")) {
            if (isGauntlets(entry)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an entry of managedFields notes what Gauntlet wrote to the object itself. */
    static boolean isGauntlets(JsonNode entry) {
        return GAUNTLET.equals(entry.path("manager").asText()) && entry.path("subresource").asText().isEmpty();
    }
}
