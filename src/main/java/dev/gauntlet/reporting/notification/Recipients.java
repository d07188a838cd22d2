package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.Notification;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who can be told.
 *
 * @param notifications {@code spec.notifications} as written now
 * @param channels names of the channels that the operator's configuration has
 */
public record Recipients(List<Notification> notifications, Set<String> channels) {

    /** Copies the collections; leaves out notifications without name or channel, which only an invalid spec has. */
    public Recipients {
        notifications = notifications.stream().filter(n -> n.name() != null && n.channel() != null).toList();
        channels = Set.copyOf(channels);
    }

    List<String> wanting(NotificationEvent event) {
        return notifications.stream().filter(n -> n.wants(event)).map(Notification::name).distinct().toList();
    }

    /** Why a notification cannot be reached at all; empty when it can. */
    Optional<String> obstacle(String name) {
        Optional<Notification> found = notifications.stream().filter(n -> n.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            return Optional.of("notification " + name + " is no longer in spec.notifications");
        }
        String channel = found.get().channel();
        return channels.contains(channel) ? Optional.empty() : Optional.of("notification " + name + " names channel " + channel
                + ", but the operator's configuration has " + (channels.isEmpty() ? "no channel"
                        : String.join(", ", new TreeSet<>(channels))));
    }
}
