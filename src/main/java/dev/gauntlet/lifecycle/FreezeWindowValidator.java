package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Schedule;
import dev.gauntlet.api.v1alpha1.Schedule.FreezeWindow;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of a spec's validation that reads cron expressions. Names, zones and lengths are checked with the rest of the spec; a window
 * in which these are wrong is left out here. The verdict depends on the schedule alone, so that a spec once valid stays valid, and not on
 * the hour that a day may have more in autumn.
 */
public final class FreezeWindowValidator {

    /** Expressions repeat by the year. No leap year, because a freeze of 365 days a year would have a pause in it. */
    private static final Instant REFERENCE = Instant.parse("2025-01-01T00:00:00Z").minusSeconds(1);
    /** Keeps the search for the end of a freeze short. */
    private static final int MOST_PER_DAY = 48;

    private FreezeWindowValidator() {
    }

    /** Everything wrong with the times of the freeze windows; empty when every freeze begins and ends. */
    public static List<FieldError> validate(Schedule schedule) {
        List<FieldError> errors = new ArrayList<>();
        List<RecurringWindow> sound = new ArrayList<>();
        for (int i = 0; i < schedule.freezeWindows().size(); i++) {
            FreezeWindow written = schedule.freezeWindows().get(i);
            String path = "spec.schedule.freezeWindows[" + i + "]";
            window(path, written, errors).filter(window -> ends(path, written, window, errors)).ifPresent(sound::add);
        }
        if (sound.size() > 1 && sound.stream().anyMatch(window -> endless(sound, window))) {
            errors.add(new FieldError("spec.schedule.freezeWindows", String.join(", ", sound.stream().map(RecurringWindow::name).toList()),
                    "together they form a freeze that never ends: for 13 months one of them is always open; "
                            + "shorten a durationSeconds or remove a window"));
        }
        return errors;
    }

    private static Optional<RecurringWindow> window(String path, FreezeWindow written, List<FieldError> errors) {
        if (written.schedule() == null || written.durationSeconds() == null || written.durationSeconds() < 1) {
            return Optional.empty();
        }
        try {
            RecurringWindow window = RecurringWindow.of(written).withoutClockChanges(REFERENCE);
            if (window.nextBeginning(REFERENCE).isEmpty()) {
                errors.add(new FieldError(path + ".schedule", "\"" + written.schedule() + "\"",
                        "no such day ever comes, so the window never opens; correct day-of-month or month"));
                return Optional.empty();
            }
            return Optional.of(window);
        } catch (DateTimeException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError(path + ".schedule", "\"" + written.schedule() + "\"", e.getMessage() + "; write a cron expression of "
                    + "five fields (minute hour day-of-month month day-of-week), such as \"0 18 * * 5\""));
            return Optional.empty();
        }
    }

    private static boolean ends(String path, FreezeWindow written, RecurringWindow window, List<FieldError> errors) {
        if (beginsTooOften(window)) {
            errors.add(new FieldError(path + ".schedule", "\"" + written.schedule() + "\"", "it begins more than " + MOST_PER_DAY
                    + " times a day; begin less often and last longer (durationSeconds is " + written.durationSeconds() + ")"));
            return false;
        }
        if (endless(List.of(window), window)) {
            errors.add(new FieldError(path + ".durationSeconds", written.durationSeconds().toString(),
                    "the window lasts until it begins again (schedule \"" + written.schedule()
                            + "\"), a freeze that never ends; make it shorter than the time between two beginnings"));
            return false;
        }
        return true;
    }

    private static boolean endless(List<RecurringWindow> windows, RecurringWindow first) {
        Instant begins = first.nextBeginning(REFERENCE).orElseThrow();
        return !FreezeWindows.end(windows, begins).isBefore(begins.plus(FreezeWindows.ENDLESS));
    }

    private static boolean beginsTooOften(RecurringWindow window) {
        Instant first = window.nextBeginning(REFERENCE).orElseThrow();
        Instant next = first;
        int beginnings = 0;
        while (beginnings < MOST_PER_DAY && next.isBefore(first.plusSeconds(86_400))) {
            next = window.nextBeginning(next).orElseThrow();
            beginnings++;
        }
        return next.isBefore(first.plusSeconds(86_400));
    }
}
