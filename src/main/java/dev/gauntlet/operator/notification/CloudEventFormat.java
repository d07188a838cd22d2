package dev.gauntlet.operator.notification;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** A CloudEvent 1.0 in structured mode, whose data are those of the generic webhook and whose id is the idempotency key. */
final class CloudEventFormat implements PayloadFormat {

    /** Followed by the name of the event. */
    static final String TYPE_PREFIX = "dev.gauntlet.modelexperiment.";

    @Override
    public Payload payload(URI url, Message message, String text, Instant ends) {
        CloudEvent event = CloudEventBuilder.v1().withId(message.id().orElseThrow()).withType(TYPE_PREFIX + message.event())
                .withSource(URI.create("/apis/" + ModelExperiment.GROUP + "/" + ModelExperiment.VERSION + "/namespaces/"
                        + message.namespace() + "/modelexperiments/" + message.experiment()))
                .withSubject(message.experiment())
                .withTime(message.time().orElseThrow().atOffset(ZoneOffset.UTC))
                .withData(JSON, Json.bytes(WebhookFormat.content(message, text))).build();
        Map<String, String> headers = new TreeMap<>();
        AtomicReference<byte[]> body = new AtomicReference<>();
        HttpMessageFactory.createWriter(headers::put, body::set).writeStructured(event, new JsonFormat());
        return new Payload(url, headers, body.get());
    }
}
