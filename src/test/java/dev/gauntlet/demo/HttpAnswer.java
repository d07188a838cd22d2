package dev.gauntlet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * An answer of the model server.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the body
 */
record HttpAnswer(int status, String contentType, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns an answer whose body is the value as JSON. */
    static HttpAnswer json(int status, Object value) {
        try {
            return new HttpAnswer(status, "application/json", JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not expressible as JSON: " + value, e);
        }
    }

    /** Returns an answer with the error object of the Open Inference Protocol. */
    static HttpAnswer error(int status, String message) {
        return json(status, Map.of("error", message));
    }
}
