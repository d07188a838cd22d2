package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.operator.notification.NotificationSender;
import dev.gauntlet.reporting.notification.Occurrences;
import dev.gauntlet.reporting.notification.Outbox;
import dev.gauntlet.reporting.notification.Recipients;
import dev.gauntlet.reporting.notification.Stamp;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pass has to do about notifications: put what it tells into the status that it writes, and hand over to the sender what an
 * earlier write put there. So nothing is sent that is not written down.
 */
@Singleton
class NotificationDesk {

    private final NotificationSender sender;
    private final EventPublisher events;
    private final Clock clock;

    NotificationDesk(NotificationSender sender, EventPublisher events, Clock clock) {
        this.sender = sender;
        this.events = events;
        this.clock = clock;
    }

    /** Wakes an experiment once something of it was delivered, so that its outbox empties. */
    EventSource<?, ModelExperiment> deliveries() {
        SimpleInboundEventSource<ModelExperiment> source = new SimpleInboundEventSource<>("notification-deliveries");
        sender.onDelivered(source::propagateEvent);
        return source;
    }

    /** Hands over what waits in the persisted status; to be called first in every pass. Never blocks. */
    void submit(ModelExperiment experiment) {
        sender.submit(experiment);
    }

    /**
     * The status to write: as rendered, without what was delivered and with what this pass tells.
     *
     * @param experiment as read, with the status that the pass began with
     * @param previous that status, or an empty one
     * @param rendered the status as rendered
     * @param spec the spec in force
     */
    ModelExperimentStatus enclose(ModelExperiment experiment, ModelExperimentStatus previous, ModelExperimentStatus rendered,
            Optional<ModelExperimentSpec> spec) {
        ObjectMeta metadata = experiment.getMetadata();
        Recipients recipients = new Recipients(experiment.getSpec() == null ? List.of() : experiment.getSpec().notifications(),
                sender.channels());
        Outbox.Change change = Outbox.next(rendered, sender.delivered(metadata.getUid()), Occurrences.between(previous, rendered, spec),
                new Stamp(metadata.getUid(), metadata.getResourceVersion(), clock.instant()), recipients);
        change.dropped().forEach(what -> events.publish(experiment, true, Reason.NotificationDropped.name(), what));
        return change.status();
    }

    /** When to look again: at once if the write holds something new to send, because only what is read back is sent. */
    static Optional<Duration> next(Optional<Duration> planned, ModelExperimentStatus previous, ModelExperimentStatus written) {
        return previous.outbox().containsAll(written.outbox()) ? planned
                : Stream.concat(planned.stream(), Stream.of(PassOutcome.AT_ONCE)).min(Duration::compareTo);
    }

    /** Gives up what waits for an experiment that is gone. */
    void forget(ModelExperiment experiment) {
        sender.forget(experiment.getMetadata().getUid());
    }
}
