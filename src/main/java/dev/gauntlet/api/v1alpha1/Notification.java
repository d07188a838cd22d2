package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * Somebody who wants to be told.
 *
 * @param name unique name within the experiment
 * @param channel a channel named in the operator's configuration; an experiment never carries a URL
 * @param events what is told; everything when empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notification(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String channel,
        @Size(max = 16) List<NotificationEvent> events) {

    /** Copies the list. */
    public Notification {
        events = events == null ? List.of() : List.copyOf(events);
    }

    /** Whether an event is asked for. */
    public boolean wants(NotificationEvent event) {
        return events.isEmpty() || events.contains(event);
    }
}
