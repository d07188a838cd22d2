package dev.gauntlet.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.operator.notification.Receiver.Request;
import dev.gauntlet.reporting.notification.Delivery;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receiver gets on the wire, kind by kind. */
class ChannelKindTest {

    private static final String TEXT = "demo/digits: RolledBack (Deteriorated): accuracy is <worse> & \"slower\"";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Request sent(ChannelKind kind, NotificationEvent event, String template) throws Exception {
        try (Receiver receiver = Receiver.answering(200); Senders senders = new Senders()) {
            NotificationSender sender = senders.start(Senders.channel("ops", kind, receiver.url(), template));
            sender.submit(Experiments.withOutbox("ops", Experiments.entry("uid.7." + event, event, "ops")));
            await().until(() -> sender.delivered("uid").contains(new Delivery("uid.7." + event, "ops")));
            assertThat(receiver.requests()).hasSize(1);
            return receiver.requests().get(0);
        }
    }

    private static Request sent(ChannelKind kind) throws Exception {
        return sent(kind, NotificationEvent.RolledBack, MessageTemplate.STANDARD);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsPostedWithTheHeadersOfItsChannel(ChannelKind kind) throws Exception {
        Request request = sent(kind);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(kind == ChannelKind.Alertmanager ? "/hook/api/v2/alerts" : "/hook");
        assertThat(request.headers().getFirst("X-Team")).isEqualTo("ml");
        assertThat(request.headers().getFirst("Idempotency-Key")).isEqualTo(kind == ChannelKind.CloudEvents ? null : "uid.7.RolledBack");
    }

    @Test
    void slackGetsItsTextAndNoValueCanForgeALink() throws Exception {
        Request request = sent(ChannelKind.Slack);

        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(JSON.readTree(request.body())).isEqualTo(JSON.createObjectNode().put("text",
                "demo/digits: RolledBack (Deteriorated): accuracy is &lt;worse&gt; &amp; \"slower\""));
    }

    @Test
    void aTemplateMayWriteLinksItself() throws Exception {
        Request request = sent(ChannelKind.Slack, NotificationEvent.Held, "<https://wiki/{experiment}|{event}> {hypothesis}");

        assertThat(JSON.readTree(request.body()).path("text").asText())
                .isEqualTo("<https://wiki/digits|Held> it is &lt;better&gt; &amp; faster");
    }

    @Test
    void aWebhookGetsEveryField() throws Exception {
        JsonNode body = JSON.readTree(sent(ChannelKind.Webhook).body());

        assertThat(body).isEqualTo(JSON.createObjectNode().put("id", "uid.7.RolledBack").put("event", "RolledBack")
                .put("time", Experiments.TIME)
                .put("namespace", "demo").put("experiment", "digits").put("uid", "uid").put("hypothesis", "it is <better> & faster")
                .put("notification", "ops").put("reason", "Deteriorated")
                .put("message", "accuracy is <worse> & \"slower\"").put("text", TEXT));
    }

    @Test
    void aCloudEventIsReadByTheLibraryOfItsStandard() throws Exception {
        Request request = sent(ChannelKind.CloudEvents);

        assertThat(request.headers().getFirst("Content-Type")).startsWith("application/cloudevents+json");
        CloudEvent event = HttpMessageFactory.createReader(
                headers -> request.headers().forEach((name, values) -> headers.accept(name, values.get(0))),
                request.body().getBytes(StandardCharsets.UTF_8)).toEvent();
        assertThat(event.getId()).isEqualTo("uid.7.RolledBack");
        assertThat(event.getType()).isEqualTo("dev.gauntlet.modelexperiment.RolledBack");
        assertThat(event.getSource()).isEqualTo(URI.create("/apis/gauntlet.dev/v1alpha1/namespaces/demo/modelexperiments/digits"));
        assertThat(event.getSubject()).isEqualTo("digits");
        assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse(Experiments.TIME));
        assertThat(JSON.readTree(event.getData().toBytes()).path("text").asText()).isEqualTo(TEXT);
    }

    @Test
    void alertmanagerGetsAnAlertThatEndsByItself() throws Exception {
        JsonNode alerts = JSON.readTree(sent(ChannelKind.Alertmanager).body());

        assertThat(alerts).hasSize(1);
        assertThat(alerts.at("/0/labels")).isEqualTo(JSON.createObjectNode().put("alertname", "GauntletRolledBack")
                .put("event", "RolledBack")
                .put("namespace", "demo").put("experiment", "digits").put("notification", "ops"));
        assertThat(alerts.at("/0/annotations/summary").asText()).isEqualTo(TEXT);
        assertThat(Instant.parse(alerts.at("/0/startsAt").asText())).isEqualTo(Experiments.TIME);
        assertThat(Instant.parse(alerts.at("/0/endsAt").asText())).isEqualTo("2026-11-02T11:00:00Z");
    }

    @Test
    void aBearerTokenIsReadAnewForEveryAttempt(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        try (Receiver receiver = Receiver.answering(200)) {
            ChannelClient client = new ChannelClient(new Channel("ops", ChannelKind.Webhook, receiver.url(),
                    Duration.ofSeconds(5), Map.of(),
                    Optional.of(token), Optional.empty(), MessageTemplate.parse("template", MessageTemplate.STANDARD, value -> value)));

            client.send(Message.sample(), Instant.EPOCH);
            Files.writeString(token, "second");
            client.send(Message.sample(), Instant.EPOCH);
            Files.delete(token);

            assertThat(client.send(Message.sample(), Instant.EPOCH).problem()).startsWith("NoSuchFileException");
            assertThat(receiver.requests()).extracting(request -> request.headers().getFirst("Authorization"))
                    .containsExactly("Bearer first", "Bearer second");
        }
    }
}
