package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The request header by which a model learns the variant that it serves. */
final class VariantHeader {

    /** Name of the header. */
    static final String NAME = "X-Gauntlet-Variant";

    private VariantHeader() {
    }

    /** Has a destination of a route set a request header, whatever the user's route set it to. */
    static void set(ObjectNode entry, String header, String value) {
        ObjectNode set = entry.withObjectProperty("headers").withObjectProperty("request").withObjectProperty("set");
        List<String> same = set.properties().stream().map(field -> field.getKey())
                .filter(name -> name.equalsIgnoreCase(header) && !name.equals(header)).toList();
        set.remove(same);
        set.put(header, value);
    }

    /** Whether a destination of a route sets the header. */
    static boolean isSetBy(JsonNode entry) {
        return entry.at("/headers/request/set").has(NAME);
    }
}
