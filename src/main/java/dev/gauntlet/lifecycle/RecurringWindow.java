package dev.gauntlet.lifecycle;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.gauntlet.api.v1alpha1.Schedule.FreezeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A freeze window that comes again and again. It begins whenever a clock on the wall of its zone shows a time that its cron expression
 * names: twice where the clock is turned back over that time, and at the moment of the change where the clock is turned forward over it,
 * so that no freeze is lost. It lasts equally long whatever the clock does.
 *
 * @param name its name
 * @param times the cron expression
 * @param zone the zone of the clock
 * @param length how long it lasts
 */
record RecurringWindow(String name, ExecutionTime times, ZoneRules zone, Duration length) {

    private static final CronDefinition FIVE_FIELDS = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

    /**
     * Reads a window.
     *
     * @throws IllegalArgumentException when its expression cannot be read; the message says why
     * @throws java.time.DateTimeException when its zone is unknown
     */
    static RecurringWindow of(FreezeWindow window) {
        return new RecurringWindow(window.name(), ExecutionTime.forCron(new CronParser(FIVE_FIELDS).parse(window.schedule())),
                ZoneId.of(window.timeZone()).getRules(), Duration.ofSeconds(window.durationSeconds()));
    }

    /** The same window by a clock that is never changed from what it shows at {@code time}. */
    RecurringWindow withoutClockChanges(Instant time) {
        return new RecurringWindow(name, times, zone.getOffset(time).getRules(), length);
    }

    /** The end of the occurrence that began last, counting one that begins at {@code time} itself; empty when none ever began. */
    Optional<Instant> lastEnd(Instant time) {
        LocalDateTime shown = LocalDateTime.ofInstant(time, zone.getOffset(time));
        List<LocalDateTime> latest = new ArrayList<>(List.of(shown));
        ZoneOffsetTransition change = zone.previousTransition(time.plusNanos(1));
        if (change != null && change.isOverlap() && shown.isBefore(change.getDateTimeBefore())) {
            // The clock shows this hour for the second time; what it showed towards the end of the first time is past as well.
            latest.add(change.getDateTimeBefore());
        }
        return latest.stream().flatMap(clock -> beginnings(times.lastExecution(clock.plusSeconds(1).atZone(ZoneOffset.UTC))))
                .filter(beginning -> !beginning.isAfter(time)).max(Comparator.naturalOrder()).map(beginning -> beginning.plus(length));
    }

    /** When it begins next, later than {@code time}; empty when never. */
    Optional<Instant> nextBeginning(Instant time) {
        List<LocalDateTime> earliest = new ArrayList<>(List.of(LocalDateTime.ofInstant(time, zone.getOffset(time))));
        ZoneOffsetTransition change = zone.nextTransition(time);
        if (change != null && change.isOverlap()) {
            earliest.add(change.getDateTimeAfter().minusSeconds(1));
        }
        return earliest.stream().flatMap(clock -> beginnings(times.nextExecution(clock.atZone(ZoneOffset.UTC))))
                .filter(beginning -> beginning.isAfter(time)).min(Comparator.naturalOrder());
    }

    /** The moments at which the clock shows a time; the moment of the change when it is turned forward over it. */
    private Stream<Instant> beginnings(Optional<ZonedDateTime> match) {
        return match.stream().map(ZonedDateTime::toLocalDateTime).flatMap(clock -> {
            List<ZoneOffset> offsets = zone.getValidOffsets(clock);
            return offsets.isEmpty() ? Stream.of(zone.getTransition(clock).getInstant()) : offsets.stream().map(clock::toInstant);
        });
    }
}
