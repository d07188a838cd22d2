package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.WorkloadRef;

/**
 * What a champion served before it was given the winner's model. It must be stored before the first {@link PatchTarget#patch}, because
 * nothing else remembers it.
 *
 * @param workload the champion's workload
 * @param model the fields that may be replaced, as they were
 */
public record Original(WorkloadRef workload, ObjectNode model) {

    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Original fromJson(String json) {
        try {
            return JSON.readValue(json, Original.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the champion's noted model cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
