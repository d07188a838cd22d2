package dev.gauntlet.operator.notification;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Notification;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.operator.notification.Answer.Result;
import dev.gauntlet.reporting.notification.Occurrence;
import dev.gauntlet.reporting.notification.Ongoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps alerts of states that last alive and ends them when the state is over. Alertmanager forgets an alert that nobody repeats,
 * and its own restart forgets all; so these are repeated from the status at every look, and expire by themselves should the operator be
 * gone. Messages of the outbox begin them; what is kept here may be lost.
 */
final class Alerts {

    /** How long an alert of a state that lasts is good for without being repeated; longer than the longest time between two looks. */
    private static final Duration LIFE = Duration.ofMinutes(30);
    /** How often it is repeated, at most. */
    private static final Duration RENEWAL = Duration.ofMinutes(5);
    /** How long an alert about something that is over at once stays, long enough for every grouping of alerts. */
    private static final Duration MOMENT = Duration.ofHours(1);

    private final Map<Alert, Instant> shown = new ConcurrentHashMap<>();
    private final Map<Alert, Boolean> underWay = new ConcurrentHashMap<>();
    private final Clock clock;

    Alerts(Clock clock) {
        this.clock = clock;
    }

    /** One alert, as its labels tell it from others. */
    private record Alert(String uid, String notification, NotificationEvent event) {
    }

    /** When an alert that is sent now ends, unless it is repeated. */
    static Instant end(NotificationEvent event, Instant now) {
        return now.plus(Ongoing.EVENTS.contains(event) ? LIFE : MOMENT);
    }

    /** Remembers that a message of the outbox began an alert. */
    void began(Message message) {
        if (Ongoing.EVENTS.contains(message.event())) {
            shown.put(new Alert(message.uid(), message.notification(), message.event()), clock.instant());
        }
    }

    /** Repeats or ends the alerts of one recipient. */
    void refresh(ModelExperiment experiment, Notification notification, ChannelSender sender) {
        ModelExperimentStatus status = experiment.getStatus();
        Map<NotificationEvent, Ongoing> ongoing = Ongoing.of(status, Optional.ofNullable(experiment.getSpec()));
        for (NotificationEvent event : Ongoing.EVENTS) {
            Alert alert = new Alert(experiment.getMetadata().getUid(), notification.name(), event);
            boolean waits = status.outbox().stream().anyMatch(e -> e.event() == event && e.pending().contains(notification.name()));
            if (ongoing.containsKey(event) && notification.wants(event)) {
                if (!waits && stale(alert)) {
                    send(alert, Message.renewal(experiment, notification.name(), ongoing.get(event).occurrence()),
                            clock.instant().plus(LIFE), sender);
                }
            } else if (shown.containsKey(alert)) {
                send(alert, Message.renewal(experiment, notification.name(), new Occurrence(event, "Over", "it is over")),
                        clock.instant(), sender);
            }
        }
    }

    /** Forgets the alerts of an experiment; they end by themselves. */
    void forget(String uid) {
        shown.keySet().removeIf(alert -> alert.uid().equals(uid));
    }

    private boolean stale(Alert alert) {
        Instant last = shown.get(alert);
        return last == null || !clock.instant().isBefore(last.plus(RENEWAL));
    }

    private void send(Alert alert, Message message, Instant ends, ChannelSender sender) {
        if (underWay.putIfAbsent(alert, true) != null) {
            return;
        }
        sender.sendOnce(message, ends, result -> {
            // What was not taken is tried again at the next look.
            if (result == Result.Delivered) {
                if (ends.isAfter(clock.instant())) {
                    shown.put(alert, clock.instant());
                } else {
                    shown.remove(alert);
                }
            }
            underWay.remove(alert);
        });
    }
}
