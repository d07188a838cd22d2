package dev.gauntlet.operator.notification;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** A JSON object with all fields of the message, and the text of the template beside them. */
final class WebhookFormat implements PayloadFormat {

    @Override
    public Payload payload(URI url, Message message, String text, Instant ends) {
        return new Payload(url, PayloadFormat.jsonHeaders(message), Json.bytes(content(message, text)));
    }

    /** The fields of a message with its text. */
    static Map<String, Object> content(Message message, String text) {
        Map<String, Object> content = message.fields();
        content.put("text", text);
        return content;
    }
}
