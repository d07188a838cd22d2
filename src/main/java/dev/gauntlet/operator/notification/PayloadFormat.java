package dev.gauntlet.operator.notification;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** Puts messages into the form that one kind of receiver understands. */
interface PayloadFormat {

    /** The header that lets a receiver tell a repetition (draft-ietf-httpapi-idempotency-key-header). */
    String IDEMPOTENCY_KEY = "Idempotency-Key";
    /** Content of most formats. */
    String JSON = "application/json";

    /**
     * What is posted.
     *
     * @param url the channel's URL
     * @param message what is told
     * @param text the message as the channel's template has it
     * @param ends when what is told is over; only alerts show it
     */
    Payload payload(URI url, Message message, String text, Instant ends);

    /** What is done to values that the template fills in. */
    default String escaped(String value) {
        return value;
    }

    /** The headers of JSON content that carries the message's idempotency key. */
    static Map<String, String> jsonHeaders(Message message) {
        return message.id().map(id -> Map.of("Content-Type", JSON, IDEMPOTENCY_KEY, id)).orElse(Map.of("Content-Type", JSON));
    }
}
