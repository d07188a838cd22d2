package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutboxEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The notifications that wait in status. They are written together with the change that they tell, sent only after that write, and
 * taken off by a later one, so that a crash anywhere loses none and at worst sends one twice, under the same id.
 */
public final class Outbox {

    /** Longest message kept, in characters; the whole one stands in the decision or the condition. */
    static final int MESSAGE_LIMIT = 300;

    private Outbox() {
    }

    /**
     * A status with its new outbox.
     *
     * @param status the status to write
     * @param dropped what was given up, one sentence each
     */
    public record Change(ModelExperimentStatus status, List<String> dropped) {
    }

    /**
     * The status to write.
     *
     * @param status the status as rendered, with the outbox of the last write
     * @param delivered what was delivered since
     * @param occurrences what the write tells
     * @param stamp of the write
     * @param recipients who can be told
     */
    public static Change next(ModelExperimentStatus status, Set<Delivery> delivered, List<Occurrence> occurrences, Stamp stamp,
            Recipients recipients) {
        List<String> dropped = new ArrayList<>();
        List<OutboxEntry> entries = new ArrayList<>(without(status.outbox(), delivered));
        entries.addAll(entries(occurrences, List.copyOf(entries), stamp, recipients));
        List<OutboxEntry> kept = limited(reachable(entries, recipients, dropped), dropped);
        return new Change(kept.equals(status.outbox()) ? status : status.withOutbox(kept), List.copyOf(dropped));
    }

    private static List<OutboxEntry> without(List<OutboxEntry> entries, Set<Delivery> delivered) {
        return entries.stream().map(e -> pending(e, e.pending().stream()
                        .filter(name -> !delivered.contains(new Delivery(e.id(), name))).toList()))
                .filter(e -> !e.pending().isEmpty()).toList();
    }

    private static List<OutboxEntry> entries(List<Occurrence> occurrences, List<OutboxEntry> waiting, Stamp stamp, Recipients recipients) {
        List<OutboxEntry> entries = new ArrayList<>();
        for (Occurrence occurrence : occurrences) {
            List<String> wanting = recipients.wanting(occurrence.event()).stream()
                    .filter(name -> waiting.stream().noneMatch(e -> tellsTheSame(e, occurrence) && e.pending().contains(name))).toList();
            if (!wanting.isEmpty()) {
                long repetition = entries.stream().filter(e -> e.event() == occurrence.event()).count();
                entries.add(new OutboxEntry(stamp.id(occurrence.event(), repetition), occurrence.event(), stamp.seconds(),
                        occurrence.reason(),
                        shortened(occurrence.message()), wanting));
            }
        }
        return entries;
    }

    /** A state that comes and goes while its first message still waits must not push everything else out of the outbox. */
    private static boolean tellsTheSame(OutboxEntry entry, Occurrence occurrence) {
        return Ongoing.EVENTS.contains(occurrence.event()) && entry.event() == occurrence.event()
                && occurrence.reason().equals(entry.reason());
    }

    /** Gives up what nobody can be reached with, and says so once per recipient. */
    private static List<OutboxEntry> reachable(List<OutboxEntry> entries, Recipients recipients, List<String> dropped) {
        Map<String, Integer> lost = new LinkedHashMap<>();
        List<OutboxEntry> kept = entries.stream().map(e -> pending(e, e.pending().stream().filter(name -> {
            Optional<String> obstacle = recipients.obstacle(name);
            obstacle.ifPresent(why -> lost.merge(why, 1, Integer::sum));
            return obstacle.isEmpty();
        }).toList())).filter(e -> !e.pending().isEmpty()).toList();
        lost.forEach((why, count) -> dropped.add(why + "; "
                + (count == 1 ? "a message for it was dropped" : count + " messages for it were dropped")));
        return kept;
    }

    private static List<OutboxEntry> limited(List<OutboxEntry> entries, List<String> dropped) {
        int surplus = entries.size() - ModelExperimentStatus.OUTBOX_LIMIT;
        if (surplus <= 0) {
            return entries;
        }
        List<String> oldest = entries.subList(0, surplus).stream()
                .map(e -> e.event() + " of " + e.time() + " for " + String.join(", ", e.pending())).toList();
        dropped.add("more than " + ModelExperimentStatus.OUTBOX_LIMIT + " messages wait for delivery; the oldest "
                + (surplus == 1 ? "was" : surplus + " were") + " dropped: " + String.join("; ", oldest));
        return entries.subList(surplus, entries.size());
    }

    private static OutboxEntry pending(OutboxEntry entry, List<String> names) {
        return names.equals(entry.pending()) ? entry
                : new OutboxEntry(entry.id(), entry.event(), entry.time(), entry.reason(), entry.message(), names);
    }

    private static String shortened(String message) {
        return message.length() <= MESSAGE_LIMIT ? message : message.substring(0, MESSAGE_LIMIT - 1) + "…";
    }
}
