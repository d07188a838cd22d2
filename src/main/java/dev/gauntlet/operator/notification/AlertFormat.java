package dev.gauntlet.operator.notification;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One alert of Alertmanager's API version 2 ({@code POST /api/v2/alerts}). The labels tell alerts apart, so they hold what stays the
 * same while a state lasts; reason and sentence may change and are annotations.
 */
final class AlertFormat implements PayloadFormat {

    private static final String PATH = "/api/v2/alerts";

    @Override
    public Payload payload(URI url, Message message, String text, Instant ends) {
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("labels", Map.of("alertname", "Gauntlet" + message.event(), "event", message.event().name(),
                "namespace", message.namespace(),
                "experiment", message.experiment(), "notification", message.notification()));
        alert.put("annotations", Map.of("summary", text, "reason", message.reason(), "description", message.message()));
        message.time().ifPresent(time -> alert.put("startsAt", time.toString()));
        alert.put("endsAt", ends.toString());
        return new Payload(URI.create(url.toString().replaceAll("/+$", "") + PATH), PayloadFormat.jsonHeaders(message),
                Json.bytes(List.of(alert)));
    }
}
