package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Map;

/** The request headers by which a model learns the variant that it serves, and how that was chosen. */
final class VariantHeader {

    /** How the variant was chosen: by the weights. */
    static final String ASSIGNED = "assigned";
    /** How the variant was chosen: by the client. */
    static final String OVERRIDE = "override";

    private static final String VARIANT = "X-Gauntlet-Variant";
    private static final String SOURCE = "X-Gauntlet-Source";

    private VariantHeader() {
    }

    /** Has a destination of a route set the headers, whatever the user's route set them to. */
    static void set(ObjectNode entry, RouteVariant variant, String source) {
        ObjectNode set = entry.withObjectProperty("headers").withObjectProperty("request").withObjectProperty("set");
        put(set, VARIANT, variant.name());
        put(set, SOURCE, source);
    }

    private static void put(ObjectNode set, String header, String value) {
        List<String> same = set.properties().stream().map(Map.Entry::getKey)
                .filter(name -> name.equalsIgnoreCase(header) && !name.equals(header)).toList();
        set.remove(same);
        set.put(header, value);
    }

    /** Whether a destination of a route sets them. */
    static boolean isSetBy(JsonNode entry) {
        return entry.at("/headers/request/set").has(VARIANT);
    }
}
