package dev.gauntlet.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.operator.notification.Receiver.Answer;
import dev.gauntlet.operator.notification.Receiver.Request;
import dev.gauntlet.reporting.notification.Delivery;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotificationSenderTest {

    private static final Delivery DECIDED = new Delivery("uid.7.Decided", "ops");

    private final Senders senders = new Senders();

    @AfterEach
    void end() throws Exception {
        senders.close();
    }

    private static ModelExperiment decided() {
        return Experiments.withOutbox("ops", Experiments.entry("uid.7.Decided", NotificationEvent.Decided, "ops"));
    }

    private static void awaitDelivered(NotificationSender sender, Delivery... deliveries) {
        await().until(() -> sender.delivered("uid").containsAll(List.of(deliveries)));
    }

    private NotificationSender webhook(Receiver receiver) {
        return senders.start(Senders.channel("ops", ChannelKind.Webhook, receiver.url()));
    }

    private static void assertSentUnderOneKey(Receiver receiver, int times) {
        assertThat(receiver.requests()).hasSize(times).extracting(request -> request.headers().getFirst("Idempotency-Key"))
                .containsOnly("uid.7.Decided");
        assertThat(receiver.requests()).extracting(Request::body).as("a repetition is the same to the byte").containsOnly(
                receiver.requests().get(0).body());
    }

    @Test
    void whatIsDeliveredIsToldOnceAndSentOnceHoweverOftenItIsSubmitted() {
        try (Receiver receiver = Receiver.answering(204)) {
            NotificationSender sender = webhook(receiver);
            List<ResourceID> woken = new CopyOnWriteArrayList<>();
            sender.onDelivered(woken::add);

            sender.submit(decided());
            sender.submit(decided());
            awaitDelivered(sender, DECIDED);
            sender.submit(decided());
            await().until(() -> !woken.isEmpty());

            assertThat(sender.delivered("uid")).as("known until a write took it off").containsExactly(DECIDED);
            assertSentUnderOneKey(receiver, 1);
            assertThat(woken).containsExactly(new ResourceID("digits", "demo"));
            assertThat(senders.counted("ops", "Delivered")).isEqualTo(1);
            sender.submit(Experiments.withOutbox("ops"));
            assertThat(sender.delivered("uid")).isEmpty();
        }
    }

    @Test
    void aFailingReceiverIsTriedAgainWithGrowingPauses() {
        try (Receiver receiver = Receiver.answering(500, 503, 429, 408, 500, 500, 500, 500, 500, 500, 200)) {
            NotificationSender sender = webhook(receiver);

            sender.submit(decided());
            awaitDelivered(sender, DECIDED);

            assertSentUnderOneKey(receiver, 11);
            assertThat(senders.counted("ops", "Failed")).isEqualTo(10);
            double expected = 2;
            assertThat(senders.pauses()).hasSize(10);
            for (Duration pause : senders.pauses()) {
                assertThat(pause.toMillis() / 1000.0).isBetween(0.8 * expected - 0.001, 1.2 * expected + 0.001);
                expected = Math.min(2 * expected, 300);
            }
        }
    }

    @Test
    void theJitterKeepsDeliveriesFromMarchingInStep() {
        try (Receiver receiver = Receiver.answering(500, 500, 500, 500, 500, 500, 500, 500, 200)) {
            NotificationSender sender = senders.start(Senders.channel("ops", ChannelKind.Webhook, receiver.url()));

            sender.submit(Experiments.withOutbox("ops", Experiments.entry("a", NotificationEvent.Held, "ops"),
                    Experiments.entry("b", NotificationEvent.Held, "ops"), Experiments.entry("c", NotificationEvent.Held, "ops")));
            awaitDelivered(sender, new Delivery("a", "ops"), new Delivery("b", "ops"), new Delivery("c", "ops"));

            assertThat(senders.pauses()).hasSize(8).doesNotHaveDuplicates();
        }
    }

    @Test
    void aReceiverThatRefusesIsTriedAgainSlowly() {
        try (Receiver receiver = Receiver.answering(400, 404, 302, 200)) {
            NotificationSender sender = webhook(receiver);

            sender.submit(decided());
            awaitDelivered(sender, DECIDED);

            assertSentUnderOneKey(receiver, 4);
            assertThat(senders.pauses()).hasSize(3).allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMinutes(4),
                    Duration.ofMinutes(6)));
            assertThat(senders.counted("ops", "Refused")).isEqualTo(3);
        }
    }

    @Test
    void aReceiverMaySayWhenItWantsTheNextAttemptWithinReason() {
        try (Receiver receiver = Receiver.answering(new Answer(429, Map.of("Retry-After", "30")), new Answer(503,
                Map.of("Retry-After", "0")),
                new Answer(503, Map.of("Retry-After", "86400")), new Answer(200, Map.of()))) {
            NotificationSender sender = webhook(receiver);

            sender.submit(decided());
            awaitDelivered(sender, DECIDED);

            assertThat(senders.pauses()).hasSize(3).satisfiesExactly(
                    asked -> assertThat(asked).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36)),
                    hurry -> assertThat(hurry).isBetween(Duration.ofMillis(1600), Duration.ofMillis(2400)),
                    never -> assertThat(never).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6)));
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerIsTriedAgain() {
        try (Receiver receiver = Receiver.answering(Receiver.SILENCE, new Answer(200, Map.of()))) {
            NotificationSender sender = senders.start(Senders.impatientWebhook("ops", receiver.url()));

            sender.submit(decided());
            awaitDelivered(sender, DECIDED);

            assertThat(senders.counted("ops", "Failed")).isGreaterThanOrEqualTo(1);
            assertSentUnderOneKey(receiver, receiver.requests().size());
        }
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgainUntilItIs() {
        URI url;
        try (Receiver gone = Receiver.answering(200)) {
            url = gone.url();
        }
        NotificationSender sender = senders.start(Senders.channel("ops", ChannelKind.Webhook, url));

        sender.submit(decided());
        await().until(() -> senders.counted("ops", "Failed") > 3);
        try (Receiver receiver = Receiver.onPort(url.getPort())) {
            awaitDelivered(sender, DECIDED);

            assertSentUnderOneKey(receiver, 1);
        }
    }

    @Test
    void afterARestartWhatIsStillInTheOutboxIsSentAgainUnderTheSameKey() {
        try (Receiver receiver = Receiver.answering(200)) {
            NotificationSender first = webhook(receiver);
            first.submit(decided());
            awaitDelivered(first, DECIDED);
            first.close();

            NotificationSender second = webhook(receiver);
            second.submit(decided());
            awaitDelivered(second, DECIDED);

            assertSentUnderOneKey(receiver, 2);
        }
    }

    @Test
    void aDeadChannelKeepsNeitherTheCallerNorOtherChannelsWaiting() {
        try (Receiver dead = Receiver.answering(Receiver.SILENCE); Receiver living = Receiver.answering(200)) {
            NotificationSender sender = senders.start(Senders.impatientWebhook("dead", dead.url()),
                    Senders.channel("ops", ChannelKind.Webhook, living.url()));
            OutboxEntry[] entries = IntStream.range(0, 50)
                    .mapToObj(i -> Experiments.entry("uid." + i, NotificationEvent.Held, "dead", "ops"))
                    .toArray(OutboxEntry[]::new);

            long start = System.nanoTime();
            sender.submit(Experiments.withOutbox("dead ops", entries));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as("submit").isLessThan(Senders.SHORT);

            // The 50 attempts of the dead channel, two at a time, take 25 s.
            await().atMost(Duration.ofSeconds(15)).until(() -> sender.delivered("uid").size() == 50);
            assertThat(sender.delivered("uid")).extracting(Delivery::notification).containsOnly("ops");
        }
    }

    @Test
    void whatLeftTheOutboxIsNotTriedAnyMore() {
        try (Receiver receiver = Receiver.answering(500)) {
            NotificationSender sender = webhook(receiver);
            sender.submit(decided());
            await().until(() -> receiver.requests().size() > 2);

            sender.submit(Experiments.withOutbox("ops"));
            await().until(() -> {
                int sent = receiver.requests().size();
                await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                return receiver.requests().size() == sent;
            });
            assertThat(sender.delivered("uid")).isEmpty();
        }
    }

    @Test
    void aNotificationThatIsGivenAnotherChannelGoesThere() {
        try (Receiver wrong = Receiver.answering(500); Receiver right = Receiver.answering(200)) {
            NotificationSender sender = senders.start(Senders.channel("ops", ChannelKind.Webhook, wrong.url()),
                    Senders.channel("better", ChannelKind.Webhook, right.url()));
            sender.submit(decided());
            await().until(() -> !wrong.requests().isEmpty());

            sender.submit(Experiments.withOutbox("ops=better",
                    Experiments.entry("uid.7.Decided", NotificationEvent.Decided, "ops")));

            awaitDelivered(sender, DECIDED);
            assertSentUnderOneKey(right, 1);
        }
    }

    @Test
    void anUnknownChannelIsNobodysTask() {
        NotificationSender sender = senders.start();

        sender.submit(decided());

        assertThat(sender.channels()).isEmpty();
        assertThat(sender.delivered("uid")).isEmpty();
    }
}
