package dev.gauntlet.routing.replicaratio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Numbers of replicas before Gauntlet came.
 *
 * @param replicas by name of the Deployment
 */
record OriginalReplicas(SortedMap<String, Integer> replicas) {

    private static final ObjectMapper JSON = new ObjectMapper();

    OriginalReplicas {
        replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
    }

    /** The numbers as they stand in the annotation. */
    String toJson() {
        try {
            return JSON.writeValueAsString(replicas);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers are always serialisable", e);
        }
    }

    /** Reads what {@link #toJson} wrote; empty if it is something else. */
    static Optional<OriginalReplicas> fromJson(String json) {
        try {
            Map<String, Integer> read = JSON.readerForMapOf(Integer.class).readValue(json);
            return Optional.ofNullable(read).filter(map -> map.values().stream().allMatch(number -> number != null && number >= 0))
                    .map(map -> new OriginalReplicas(new TreeMap<>(map)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
