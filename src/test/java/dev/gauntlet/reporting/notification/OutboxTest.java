package dev.gauntlet.reporting.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import dev.gauntlet.api.v1alpha1.Notification;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.reporting.StatusChanges;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00.123Z");
    private static final Occurrence HELD = new Occurrence(NotificationEvent.Held, "SILENT", "silent");
    private static final Occurrence REMOVED = new Occurrence(NotificationEvent.ChallengerRemoved, "Deteriorated", "b");
    private static final Recipients BOTH = new Recipients(List.of(new Notification("everything", "chat", null),
            new Notification("holds", "pager", List.of(NotificationEvent.Held))), Set.of("chat", "pager"));

    private static Stamp stamp(String version) {
        return new Stamp("uid", version, NOW);
    }

    private static ModelExperimentStatus with(List<Occurrence> occurrences) {
        return Outbox.next(ModelExperimentStatus.empty(), Set.of(), occurrences, stamp("1"), BOTH).status();
    }

    @Test
    void anEntryWaitsForEverybodyWhoWantsItsEvent() {
        assertThat(with(List.of(REMOVED, HELD)).outbox()).containsExactly(
                new OutboxEntry("uid.1.ChallengerRemoved", NotificationEvent.ChallengerRemoved, "2026-11-02T09:00:00Z", "Deteriorated", "b",
                        List.of("everything")),
                new OutboxEntry("uid.1.Held", NotificationEvent.Held, "2026-11-02T09:00:00Z", "SILENT", "silent",
                        List.of("everything", "holds")));
    }

    @Test
    void whatNobodyWantsIsNotKept() {
        Recipients pager = new Recipients(List.of(new Notification("holds", "pager", List.of(NotificationEvent.Held))), Set.of("pager"));

        assertThat(Outbox.next(ModelExperimentStatus.empty(), Set.of(), List.of(REMOVED), stamp("1"), pager))
                .isEqualTo(new Outbox.Change(ModelExperimentStatus.empty(), List.of()));
    }

    @Test
    void everyEntryHasItsOwnIdForEver() {
        Set<String> ids = new HashSet<>();
        for (String version : List.of("7", "8", "11")) {
            Outbox.next(ModelExperimentStatus.empty(), Set.of(), List.of(HELD, REMOVED, REMOVED), stamp(version), BOTH).status().outbox()
                    .forEach(entry -> ids.add(entry.id()));
        }

        assertThat(ids).hasSize(9).contains("uid.7.Held", "uid.8.Held", "uid.8.ChallengerRemoved", "uid.8.ChallengerRemoved.2");
    }

    @Test
    void anEntryGoesWhenItsLastRecipientIsReached() {
        ModelExperimentStatus both = with(List.of(HELD));

        ModelExperimentStatus one = Outbox.next(both, Set.of(new Delivery("uid.1.Held", "everything"), new Delivery("other",
                "holds")), List.of(),
                stamp("2"), BOTH).status();
        ModelExperimentStatus none = Outbox.next(one, Set.of(new Delivery("uid.1.Held", "holds")), List.of(), stamp("3"), BOTH).status();

        assertThat(one.outbox()).extracting(OutboxEntry::pending).containsExactly(List.of("holds"));
        assertThat(none.outbox()).isEmpty();
        assertThat(StatusChanges.significant(both, one)).as("a delivery is written at once").isTrue();
    }

    @Test
    void withoutNewsTheStatusStaysAsItIs() {
        ModelExperimentStatus status = with(List.of(HELD));

        assertThat(Outbox.next(status, Set.of(), List.of(), stamp("2"), BOTH)).isEqualTo(new Outbox.Change(status, List.of()));
    }

    @Test
    void whoIsNoLongerInTheSpecIsGivenUpAndThatIsTold() {
        Recipients fewer = new Recipients(List.of(new Notification("holds", "pager", null)), Set.of("chat", "pager"));

        Outbox.Change change = Outbox.next(with(List.of(HELD, REMOVED)), Set.of(), List.of(), stamp("2"), fewer);

        assertThat(change.status().outbox()).extracting(OutboxEntry::pending).containsExactly(List.of("holds"));
        assertThat(change.dropped()).containsExactly(
                "notification everything is no longer in spec.notifications; 2 messages for it were dropped");
    }

    @Test
    void whoNamesAnUnknownChannelIsGivenUpAndThatIsTold() {
        Recipients typo = new Recipients(List.of(new Notification("ops", "chatt", null)), Set.of("chat", "alerts"));
        Recipients none = new Recipients(typo.notifications(), Set.of());

        assertThat(Outbox.next(ModelExperimentStatus.empty(), Set.of(), List.of(HELD), stamp("1"), typo)).isEqualTo(new Outbox.Change(
                ModelExperimentStatus.empty(), List.of("notification ops names channel chatt, but the operator's configuration has alerts, chat; "
                        + "a message for it was dropped")));
        assertThat(Outbox.next(ModelExperimentStatus.empty(), Set.of(), List.of(HELD), stamp("1"), none).dropped().get(0))
                .contains("has no channel");
    }

    @Test
    void aFullOutboxGivesUpTheOldestAndThatIsTold() {
        ModelExperimentStatus status = ModelExperimentStatus.empty();
        for (int i = 1; i <= ModelExperimentStatus.OUTBOX_LIMIT; i++) {
            Outbox.Change change = Outbox.next(status, Set.of(), List.of(new Occurrence(NotificationEvent.Held, "Cause" + i, "held")),
                    stamp("" + i), BOTH);
            assertThat(change.dropped()).isEmpty();
            status = change.status();
        }

        Outbox.Change full = Outbox.next(status, Set.of(), List.of(REMOVED, REMOVED), stamp("99"), BOTH);

        assertThat(full.status().outbox()).hasSize(ModelExperimentStatus.OUTBOX_LIMIT).extracting(OutboxEntry::id)
                .startsWith("uid.3.Held").endsWith("uid.99.ChallengerRemoved", "uid.99.ChallengerRemoved.2");
        assertThat(full.dropped()).singleElement().asString().startsWith("more than 50 messages wait for delivery; the oldest 2 were dropped: "
                + "Held of 2026-11-02T09:00:00Z for everything, holds; Held");
    }

    @Test
    void aStateThatComesAgainWhileItsMessageStillWaitsIsNotToldTwice() {
        ModelExperimentStatus once = Outbox.next(with(List.of(HELD)), Set.of(new Delivery("uid.1.Held", "holds")), List.of(),
                stamp("2"), BOTH)
                .status();

        assertThat(Outbox.next(once, Set.of(), List.of(HELD), stamp("3"), BOTH).status().outbox()).extracting(OutboxEntry::pending)
                .as("only who has been told before is told again").containsExactly(List.of("everything"), List.of("holds"));
        assertThat(Outbox.next(once, Set.of(), List.of(new Occurrence(NotificationEvent.Held, "HardLimitExceeded", "over")),
                stamp("3"), BOTH)
                .status().outbox()).as("another cause is told").hasSize(2);
    }

    @Test
    void longMessagesAreShortened() {
        String longest = "x".repeat(Outbox.MESSAGE_LIMIT);

        assertThat(with(List.of(new Occurrence(NotificationEvent.Held, "r", longest))).outbox().get(0).message()).isEqualTo(longest);
        assertThat(with(List.of(new Occurrence(NotificationEvent.Held, "r", longest + "x"))).outbox().get(0).message())
                .hasSize(Outbox.MESSAGE_LIMIT).endsWith("x…");
    }

    @Test
    void invalidNotificationsAreLeftOut() {
        Recipients broken = new Recipients(List.of(new Notification(null, "chat", null), new Notification("a", null, null)),
                Set.of("chat"));

        assertThat(Outbox.next(ModelExperimentStatus.empty(), Set.of(), List.of(HELD), stamp("1"), broken)).isEqualTo(new Outbox.Change(
                ModelExperimentStatus.empty(), List.of()));
    }
}
