package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Digests of JSON that do not depend on the order of its fields. */
final class Fingerprints {

    /** 64 bits: enough to notice a change, too few to fill the companion. */
    private static final int SHORT = 16;
    private static final ObjectMapper CANONICAL = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private Fingerprints() {
    }

    /** A short digest of a value, 16 hexadecimal digits. */
    static String digest(JsonNode value) {
        return sha256(value).substring(0, SHORT);
    }

    /** SHA-256 of a value, 64 hexadecimal digits. */
    static String sha256(Object value) {
        try {
            // Only maps are ordered, so a tree has to become one.
            byte[] content = CANONICAL.writeValueAsBytes(CANONICAL.convertValue(value, Object.class));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A list in the order of its items' keys, because the API treats it as a map. */
    static JsonNode sorted(JsonNode list, String key) {
        List<JsonNode> items = new ArrayList<>();
        list.forEach(items::add);
        items.sort(Comparator.comparing(item -> item.path(key).asText()));
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        items.forEach(sorted::add);
        return sorted;
    }
}
