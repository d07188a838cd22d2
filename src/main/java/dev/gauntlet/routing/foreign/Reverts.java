package dev.gauntlet.routing.foreign;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When others undid Gauntlet's writes, as noted on the route. Two undone writes within {@link #WINDOW} are repaired; the third is where
 * Gauntlet stops, and notes it, so that it stays stopped until somebody removes the note.
 *
 * @param times moments, oldest first
 */
record Reverts(List<Instant> times) {

    /** Within this time reverts belong together. */
    static final Duration WINDOW = Duration.ofMinutes(5);
    /** So many are repaired within the window. */
    static final int LIMIT = 2;

    static final Reverts NONE = new Reverts(List.of());

    Reverts {
        times = times.stream().sorted().toList();
    }

    /** Reads what {@link #text} wrote; what is unreadable of it is left out. */
    static Reverts parse(String text) {
        List<Instant> times = new ArrayList<>();
        for (String word : text.trim().split("\\s+")) {
            try {
                times.add(Instant.parse(word));
            } catch (DateTimeParseException e) {
                // A broken note must not keep the route from being repaired.
                continue;
            }
        }
        return new Reverts(times);
    }

    /** Those within the window before a moment. */
    Reverts recent(Instant now) {
        return new Reverts(times.stream().filter(time -> time.isAfter(now.minus(WINDOW))).toList());
    }

    /** Those within the window before a moment, and that moment. */
    Reverts plus(Instant now) {
        return new Reverts(Stream.concat(recent(now).times.stream(), Stream.of(now.truncatedTo(ChronoUnit.MILLIS))).toList());
    }

    /** Whether one more at a moment is one too many. */
    boolean isExhausted(Instant now) {
        return recent(now).times.size() >= LIMIT;
    }

    /** Whether it was noted that there was one too many. */
    boolean isStopped() {
        return times.size() > LIMIT;
    }

    String text() {
        return times.stream().map(Instant::toString).collect(Collectors.joining(" "));
    }
}
