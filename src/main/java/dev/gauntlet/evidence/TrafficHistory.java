package dev.gauntlet.evidence;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which weights were in force when, on the metrics store's clock. Between epochs the weights are unknown or changing; increments
 * of such times are kept apart from all epochs.
 *
 * @param epochs in order of time, not overlapping; only the last one may be open
 * @param verifiedUntil up to when the history is known to be complete and true; no sample after it is consumed
 */
public record TrafficHistory(List<Epoch> epochs, Instant verifiedUntil) {

    /** Copies the list, cuts the time to milliseconds and refuses disorder. */
    public TrafficHistory {
        verifiedUntil = verifiedUntil.truncatedTo(ChronoUnit.MILLIS);
        epochs = List.copyOf(epochs);
        for (int i = 1; i < epochs.size(); i++) {
            Epoch previous = epochs.get(i - 1);
            Epoch next = epochs.get(i);
            if (next.generation() <= previous.generation() || previous.end().isEmpty() || previous.end().get().isAfter(next.start())) {
                throw new IllegalArgumentException("epochs " + previous.generation() + " and " + next.generation() + " are out of order");
            }
        }
    }

    /**
     * A history without any epoch.
     *
     * @param start the experiment's start
     */
    public static TrafficHistory startingAt(Instant start) {
        return new TrafficHistory(List.of(), start);
    }

    /** The epoch whose weights are in force at the end of the history. */
    public Optional<Epoch> current() {
        return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1)).filter(epoch -> epoch.end().isEmpty());
    }

    /**
     * The history with another epoch, which ends the current one at the same moment.
     *
     * @param start when the weights were seen in force, not before {@link #verifiedUntil()}
     * @param weights each variant's share of the traffic in hundredths of a percent
     */
    public TrafficHistory open(Instant start, SortedMap<String, Integer> weights) {
        TrafficHistory closed = current().isPresent() ? close(start) : this;
        requireUnverified(start);
        List<Epoch> all = new ArrayList<>(closed.epochs);
        int generation = all.isEmpty() ? 1 : all.get(all.size() - 1).generation() + 1;
        all.add(new Epoch(generation, start, Optional.empty(), weights));
        return new TrafficHistory(all, closed.verifiedUntil);
    }

    /**
     * The history with the current epoch ended; the same history if none is open.
     *
     * @param end the last moment at which the weights were surely in force, not before {@link #verifiedUntil()}; before the epoch's start
     *     when the route was never seen in order after it, which leaves an empty epoch
     */
    public TrafficHistory close(Instant end) {
        if (current().isEmpty()) {
            return this;
        }
        requireUnverified(end);
        Epoch last = current().get();
        List<Epoch> all = new ArrayList<>(epochs.subList(0, epochs.size() - 1));
        all.add(new Epoch(last.generation(), last.start(), Optional.of(end.isBefore(last.start()) ? last.start() : end), last.weights()));
        return new TrafficHistory(all, verifiedUntil);
    }

    /**
     * The history known to be complete up to a later moment: the route was read back and found as the history says.
     *
     * @param until the moment; an earlier one than before changes nothing
     */
    public TrafficHistory verify(Instant until) {
        return until.isAfter(verifiedUntil) ? new TrafficHistory(epochs, until) : this;
    }

    /**
     * Whether the last epoch is a {@linkplain Epoch#isShadow shadow}.
     *
     * @param champion the champion's name
     */
    boolean inShadow(String champion) {
        return !epochs.isEmpty() && epochs.get(epochs.size() - 1).isShadow(champion);
    }

    /**
     * The epochs that are analysed now: the shadows until traffic is split for the first time, from then on all others. Copies were not
     * split by chance, so they are no evidence beside requests that were.
     *
     * @param champion the champion's name
     */
    List<Epoch> analysed(String champion) {
        boolean shadow = inShadow(champion);
        return epochs.stream().filter(epoch -> epoch.isShadow(champion) == shadow).toList();
    }

    /**
     * The analysed epochs that compare two variants: those in which both have a share, or one has copies of the other's requests.
     *
     * @param challenger the challenger's name
     * @param champion the champion's name
     */
    List<Epoch> comparing(String challenger, String champion) {
        return analysed(champion).stream()
                .filter(epoch -> epoch.counts(challenger, champion) && epoch.counts(champion, champion)).toList();
    }

    /** The epoch in which the whole stretch of time lies, its beginning at least the warm-up after the epoch's. */
    Optional<Epoch> covering(Instant from, Instant to, Duration warmup) {
        for (int i = epochs.size() - 1; i >= 0; i--) {
            Epoch epoch = epochs.get(i);
            if (!from.isBefore(epoch.start().plus(warmup))) {
                return Optional.of(epoch).filter(found -> found.end().filter(to::isAfter).isEmpty());
            }
        }
        return Optional.empty();
    }

    /** Whether another history tells the same about the time up to a moment. */
    boolean agreesUntil(TrafficHistory other, Instant moment) {
        return clippedAt(moment).equals(other.clippedAt(moment));
    }

    private List<Epoch> clippedAt(Instant moment) {
        return epochs.stream().filter(epoch -> epoch.start().isBefore(moment))
                .map(epoch -> epoch.end().filter(moment::isAfter).isPresent()
                        ? epoch : new Epoch(epoch.generation(), epoch.start(), Optional.of(moment), epoch.weights()))
                .toList();
    }

    private void requireUnverified(Instant moment) {
        if (moment.truncatedTo(ChronoUnit.MILLIS).isBefore(verifiedUntil)) {
            throw new IllegalArgumentException(
                    "the history is already verified until " + verifiedUntil + " and cannot change at " + moment);
        }
    }
}
