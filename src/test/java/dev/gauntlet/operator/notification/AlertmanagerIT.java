package dev.gauntlet.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.local.LocalAlertmanager;
import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.local.WorkDirectory;
import dev.gauntlet.reporting.notification.Delivery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts on their way through a real Alertmanager to whoever it tells. */
class AlertmanagerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Receiver pager;
    private static LocalAlertmanager alertmanager;
    private static NotificationSender sender;

    @BeforeAll
    static void begin() {
        pager = Receiver.answering(200);
        alertmanager = LocalAlertmanager.start(LocalBinaries.resolve(), WorkDirectory.create("alertmanager-it"), pager.url());
        Channel channel = Senders.channel("oncall", ChannelKind.Alertmanager, alertmanager.uri());
        Clock clock = Clock.systemUTC();
        sender = new NotificationSender(List.of(new ChannelSender(channel, RetryPauses.STANDARD, new SimpleMeterRegistry(), clock,
                UnaryOperator.identity())), new Alerts(clock));
    }

    @AfterAll
    static void end() {
        sender.close();
        alertmanager.close();
        pager.close();
    }

    /** Alerts that Alertmanager holds, by event. */
    private static List<JsonNode> active(NotificationEvent event) {
        HttpRequest question = HttpRequest.newBuilder(alertmanager.uri().resolve("/api/v2/alerts?filter=event=%22" + event + "%22")).build();
        try {
            List<JsonNode> alerts = new ArrayList<>();
            JSON.readTree(HttpClient.newHttpClient().send(question, HttpResponse.BodyHandlers.ofString()).body()).forEach(alerts::add);
            return alerts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What Alertmanager told of alerts of an event: firing or resolved, oldest first. */
    private static List<String> told(NotificationEvent event) {
        return pager.requests().stream().flatMap(request -> {
            try {
                List<String> states = new ArrayList<>();
                JSON.readTree(request.body()).path("alerts").forEach(alert -> {
                    if (alert.at("/labels/event").asText().equals(event.name())) {
                        states.add(alert.path("status").asText());
                    }
                });
                return states.stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    @Test
    void whatIsOverAtOnceIsAnAlertThatPeopleAreToldOf() {
        sender.submit(Experiments.withOutbox("oncall", Experiments.entry("uid.7.RolledBack", NotificationEvent.RolledBack, "oncall")));

        await().atMost(PATIENCE).until(() -> told(NotificationEvent.RolledBack).equals(List.of("firing")));
        // Alertmanager may tell people before its answer has arrived here.
        await().atMost(PATIENCE).until(() -> sender.delivered("uid").contains(new Delivery("uid.7.RolledBack", "oncall")));
        assertThat(active(NotificationEvent.RolledBack)).singleElement().satisfies(alert -> {
            assertThat(alert.at("/labels/experiment").asText()).isEqualTo("digits");
            assertThat(alert.at("/labels/namespace").asText()).isEqualTo("demo");
            assertThat(alert.at("/labels/alertname").asText()).isEqualTo("GauntletRolledBack");
            assertThat(alert.at("/annotations/description").asText()).isEqualTo("accuracy is <worse> & \"slower\"");
            assertThat(alert.at("/status/state").asText()).isEqualTo("active");
        });
    }

    @Test
    void aHoldIsFiringWhileItLastsAndResolvedWhenItIsOver() {
        ModelExperimentStatus held = Experiments.status("decision: {action: Hold, rule: NoData, reason: SILENT, message: silent}");
        sender.submit(Experiments.withStatus("oncall", held.withOutbox(
                List.of(Experiments.entry("uid.8.Held", NotificationEvent.Held, "oncall")))));
        await().atMost(PATIENCE).until(() -> told(NotificationEvent.Held).equals(List.of("firing")));
        assertThat(active(NotificationEvent.Held)).hasSize(1);

        sender.submit(Experiments.withStatus("oncall", Experiments.status(
                "decision: {action: Continue, rule: TooEarly, reason: AwaitingSample, message: soon}")));

        await().atMost(PATIENCE).until(() -> told(NotificationEvent.Held).equals(List.of("firing", "resolved")));
        assertThat(active(NotificationEvent.Held)).isEmpty();
    }
}
