package dev.gauntlet.operator.notification;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.reporting.notification.Occurrence;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is told. The same message makes the same payload however often it is sent.
 *
 * @param id idempotency key; empty for the renewal of an alert, which is no message of its own
 * @param namespace the experiment's namespace
 * @param experiment its name
 * @param uid its uid
 * @param hypothesis what it is about, in its author's words; may be empty
 * @param notification name of the {@code spec.notifications} entry that wants it
 * @param event its kind
 * @param time when it happened; empty for the renewal of an alert
 * @param reason stable CamelCase name
 * @param message one sentence
 */
record Message(Optional<String> id, String namespace, String experiment, String uid, String hypothesis, String notification,
        NotificationEvent event, Optional<Instant> time, String reason, String message) {

    static Message of(ModelExperiment experiment, OutboxEntry entry, String notification) {
        return of(experiment, notification, Optional.of(entry.id()), Optional.of(Instant.parse(entry.time())),
                new Occurrence(entry.event(), entry.reason(), entry.message()));
    }

    /** A message about a state that lasts, which is told over and over. */
    static Message renewal(ModelExperiment experiment, String notification, Occurrence occurrence) {
        return of(experiment, notification, Optional.empty(), Optional.empty(), occurrence);
    }

    private static Message of(ModelExperiment experiment, String notification, Optional<String> id, Optional<Instant> time,
            Occurrence occurrence) {
        String hypothesis = experiment.getSpec() == null ? null : experiment.getSpec().hypothesis();
        return new Message(id, experiment.getMetadata().getNamespace(), experiment.getMetadata().getName(),
                experiment.getMetadata().getUid(),
                hypothesis == null ? "" : hypothesis, notification, occurrence.event(), time, occurrence.reason(), occurrence.message());
    }

    /** One with a value in every field, to try templates on. */
    static Message sample() {
        return new Message(Optional.of("id"), "namespace", "experiment", "uid", "hypothesis", "notification", NotificationEvent.Started,
                Optional.of(Instant.EPOCH), "Reason", "message");
    }

    /** The fields by name, as templates and receivers see them. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id.orElse(""));
        fields.put("event", event.name());
        fields.put("time", time.map(Instant::toString).orElse(""));
        fields.put("namespace", namespace);
        fields.put("experiment", experiment);
        fields.put("uid", uid);
        fields.put("hypothesis", hypothesis);
        fields.put("notification", notification);
        fields.put("reason", reason);
        fields.put("message", message);
        return fields;
    }
}
