package dev.gauntlet.operator.notification;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** The JSON of Slack's incoming webhooks: {@code {"text": ...}}. */
final class SlackFormat implements PayloadFormat {

    @Override
    public Payload payload(URI url, Message message, String text, Instant ends) {
        return new Payload(url, PayloadFormat.jsonHeaders(message), Json.bytes(Map.of("text", text)));
    }

    /** Slack takes these three as control characters; a value must not be able to mention a channel or forge a link. */
    @Override
    public String escaped(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
