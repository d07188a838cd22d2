package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a route was before Gauntlet came, as noted on it.
 *
 * @param original what the dialect needs to put it back
 * @param owners who wrote the fields that Gauntlet writes, as entries of managedFields
 */
record OriginalNote(ObjectNode original, ArrayNode owners) {

    String toJson() {
        ObjectNode note = JsonNodeFactory.instance.objectNode();
        note.set("original", original);
        note.set("owners", owners);
        return note.toString();
    }

    /** Reads what {@link #toJson} wrote; empty if it is no longer readable. */
    static Optional<OriginalNote> fromJson(String json) {
        return RouteJson.object(json).flatMap(note -> note.get("original") instanceof ObjectNode original
                && note.get("owners") instanceof ArrayNode owners ? Optional.of(new OriginalNote(original, owners)) : Optional.empty());
    }
}
