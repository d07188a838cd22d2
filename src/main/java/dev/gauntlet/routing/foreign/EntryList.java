package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lists of which some entries are written by Gauntlet, while users may go on editing the others. */
public final class EntryList {

    private EntryList() {
    }

    /**
     * A list as it was before Gauntlet wrote to it, with what users have done to their own entries since.
     *
     * @param original the list as it was
     * @param others the entries of others that the list has now
     * @param key what an entry is known by
     * @param written whether an entry of the original is one that Gauntlet writes
     */
    public static ArrayNode restored(JsonNode original, Iterable<? extends JsonNode> others, Function<JsonNode, String> key,
            Predicate<JsonNode> written) {
        Map<String, JsonNode> left = new LinkedHashMap<>();
        others.forEach(entry -> left.putIfAbsent(key.apply(entry), entry));
        ArrayNode restored = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : original) {
            JsonNode now = left.remove(key.apply(entry));
            if (written.test(entry)) {
                restored.add(entry);
            } else if (now != null) {
                restored.add(now);
            }
        }
        left.values().forEach(restored::add);
        return restored;
    }
}
