package dev.gauntlet.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.reporting.notification.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts of states that last are repeated while they last and ended when they are over. */
class AlertsTest {

    private static final ModelExperimentStatus HELD =
            Experiments.status("decision: {action: Hold, rule: NoData, reason: SILENT, message: silent}");
    private static final ModelExperimentStatus GOES_ON =
            Experiments.status("decision: {action: Continue, rule: TooEarly, reason: AwaitingSample, message: soon}");

    private final Senders senders = new Senders();
    private Receiver receiver;
    private NotificationSender sender;

    @BeforeEach
    void begin() {
        receiver = Receiver.answering(200);
        sender = senders.start(Senders.channel("alerts", ChannelKind.Alertmanager, receiver.url()));
    }

    @AfterEach
    void end() throws Exception {
        senders.close();
        receiver.close();
    }

    private void look(ModelExperimentStatus status) {
        sender.submit(Experiments.withStatus("alerts", status));
    }

    private List<Instant> awaitEnds(int count) {
        await().until(() -> receiver.requests().size() >= count && senders.counted("alerts", "Delivered") == count);
        return receiver.requests().stream().map(request -> ends(request.body())).toList();
    }

    private static Instant ends(String body) {
        try {
            JsonNode alert = new ObjectMapper().readTree(body).get(0);
            assertThat(alert.at("/labels/alertname").asText()).isEqualTo("GauntletHeld");
            return Instant.parse(alert.path("endsAt").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant time(String clock) {
        return Instant.parse("2026-11-02T" + clock + ":00Z");
    }

    @Test
    void aStateThatLastsIsRepeatedAndThenEnded() {
        ModelExperiment begins = Experiments.withStatus("alerts", HELD.withOutbox(
                List.of(Experiments.entry("uid.7.Held", NotificationEvent.Held, "alerts"))));
        sender.submit(begins);
        await().until(() -> sender.delivered("uid").contains(new Delivery("uid.7.Held", "alerts")));
        assertThat(awaitEnds(1)).containsExactly(time("10:30"));

        senders.clock().advance(Duration.ofMinutes(4));
        look(HELD);
        senders.clock().advance(Duration.ofMinutes(2));
        look(HELD);
        assertThat(awaitEnds(2)).as("not more often than every five minutes").containsExactly(time("10:30"), time("10:36"));

        senders.clock().advance(Duration.ofMinutes(1));
        look(GOES_ON);
        assertThat(awaitEnds(3)).endsWith(time("10:07"));
        look(GOES_ON);
        look(HELD);
        assertThat(awaitEnds(4)).as("ended once, and begun again when it came again").endsWith(time("10:37"));
    }

    @Test
    void afterARestartTheAlertIsRepeatedFromTheStatus() {
        look(HELD);

        assertThat(awaitEnds(1)).containsExactly(time("10:30"));
        assertThat(receiver.requests().get(0).headers().getFirst("Idempotency-Key")).isNull();
    }

    @Test
    void nothingIsEndedThatWasNotShown() {
        look(GOES_ON);
        look(HELD);

        assertThat(awaitEnds(1)).containsExactly(time("10:30"));
    }
}
