package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Schedule;
import dev.gauntlet.decision.Circumstances.Freeze;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** When a schedule keeps traffic from moving to a challenger. The cron expressions of the schedule must have been validated. */
public final class FreezeWindows {

    /** A freeze that lasts longer than a year and a month counts as one that never ends. */
    static final Duration ENDLESS = Duration.ofDays(396);

    private FreezeWindows() {
    }

    /**
     * The freeze that is on.
     *
     * @param schedule a valid schedule
     * @param now the present time
     * @return among the windows that are open the one that ends last, until the moment at which no window is open any more: windows
     *     that overlap or follow each other without a pause are one freeze. Empty when none is open
     */
    public static Optional<Freeze> open(Schedule schedule, Instant now) {
        List<RecurringWindow> windows = schedule.freezeWindows().stream().map(RecurringWindow::of).toList();
        return openWindow(windows, now).map(open -> new Freeze(open.name(), end(windows, open.until())));
    }

    /**
     * When the next freeze begins.
     *
     * @param schedule a valid schedule
     * @param now the present time
     * @return the earliest beginning of a window later than {@code now}, even if another one is open by then; empty without windows
     */
    public static Optional<Instant> nextOpening(Schedule schedule, Instant now) {
        return schedule.freezeWindows().stream().flatMap(window -> RecurringWindow.of(window).nextBeginning(now).stream())
                .min(Comparator.naturalOrder());
    }

    /** The moment at which no window is open any more, at least {@code from}; a freeze without end is cut off after {@link #ENDLESS}. */
    static Instant end(List<RecurringWindow> windows, Instant from) {
        Instant limit = from.plus(ENDLESS);
        Instant end = from;
        Optional<Freeze> next = openWindow(windows, end);
        while (next.isPresent() && end.isBefore(limit)) {
            end = next.get().until();
            next = openWindow(windows, end);
        }
        return end;
    }

    private static Optional<Freeze> openWindow(List<RecurringWindow> windows, Instant time) {
        return windows.stream().flatMap(window -> window.lastEnd(time).filter(end -> end.isAfter(time))
                .map(end -> new Freeze(window.name(), end)).stream()).max(Comparator.comparing(Freeze::until));
    }
}
