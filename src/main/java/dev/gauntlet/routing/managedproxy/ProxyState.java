package dev.gauntlet.routing.managedproxy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the proxy may learn at run time: the document {@code state.json} of the ConfigMap and of the proxy's admin endpoint.
 *
 * @param generation generation of the intent; a running proxy refuses an older one
 * @param lanes ordered lanes without overlap
 * @param defaultVariant variant of all other units and target of every fallback: the champion
 * @param backends backend by variant name; a lane's variant and the default must have one
 * @param mirrored by challenger, how many of the 2^32 positions of a request's draw have it copied to the challenger; absent without any
 * @param copies by challenger, what gets its copies instead of itself; absent without any
 * @param draining whether every answer closes its client connection
 */
@JsonPropertyOrder({"generation", "lanes", "default", "backends", "mirrored", "copies", "draining"})
public record ProxyState(long generation, List<Lane> lanes, @JsonProperty("default") String defaultVariant,
        SortedMap<String, Backend> backends, @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Long> mirrored,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Backend> copies, boolean draining) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /**
     * @throws IllegalArgumentException if the default, a lane's variant or one that gets copies has no backend, or a number of
     *         positions is out of range
     */
    public ProxyState {
        lanes = List.copyOf(lanes);
        backends = new TreeMap<>(backends);
        if (!backends.containsKey(defaultVariant)) {
            throw new IllegalArgumentException("no backend for the default variant " + defaultVariant);
        }
        for (Lane lane : lanes) {
            if (!backends.containsKey(lane.variant())) {
                throw new IllegalArgumentException("no backend for " + lane.variant());
            }
        }
        // A state written before there were copies has none.
        mirrored = mirrored == null ? new TreeMap<>() : new TreeMap<>(mirrored);
        copies = copies == null ? new TreeMap<>() : new TreeMap<>(copies);
        for (Map.Entry<String, Long> positions : mirrored.entrySet()) {
            requireMirrored(positions.getKey(), positions.getValue(), backends.containsKey(positions.getKey()));
        }
    }

    /** A state without copies. */
    public ProxyState(long generation, List<Lane> lanes, String defaultVariant, SortedMap<String, Backend> backends, boolean draining) {
        this(generation, lanes, defaultVariant, backends, null, null, draining);
    }

    private static void requireMirrored(String name, long positions, boolean reachable) {
        if (!reachable) {
            throw new IllegalArgumentException("no backend for the copies of " + name);
        }
        if (positions < 0 || positions > Lanes.POSITIONS) {
            throw new IllegalArgumentException("the positions of the copies of " + name + " must lie in 0..2^32: " + positions);
        }
    }

    /** The document, always the same text for the same state. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state is always serialisable", e);
        }
    }

    /**
     * Reads a document.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ProxyState fromJson(String json) {
        try {
            return JSON.readValue(json, ProxyState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a proxy state: " + e.getOriginalMessage(), e);
        }
    }
}
