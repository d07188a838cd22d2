package dev.gauntlet.api.v1alpha1;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;

/**
 * The part of {@link SpecValidator} that looks at the schedule. Cron expressions are not read here, because these types use nothing but
 * annotations; the operator checks them beside the rest.
 */
final class ScheduleValidator {

    private ScheduleValidator() {
    }

    /** Everything wrong with the schedule but its cron expressions. */
    static List<FieldError> validate(Schedule schedule) {
        Complaints errors = new Complaints("spec.schedule");
        startTime(errors, schedule.startTime());
        List<Schedule.FreezeWindow> windows = schedule.freezeWindows();
        errors.unique("freezeWindows", windows, Schedule.FreezeWindow::name);
        for (int i = 0; i < windows.size(); i++) {
            String path = "freezeWindows[" + i + "]";
            errors.name(path + ".name", windows.get(i).name());
            if (windows.get(i).schedule() == null) {
                errors.add(path + ".schedule", "absent", "write a cron expression of five fields, such as \"0 18 * * 5\"");
            }
            zone(errors, path + ".timeZone", windows.get(i).timeZone());
            errors.range(path + ".durationSeconds", windows.get(i).durationSeconds(), 1, 31_536_000);
        }
        return errors.all();
    }

    private static void startTime(Complaints errors, String time) {
        if (time == null) {
            return;
        }
        try {
            OffsetDateTime.parse(time);
        } catch (DateTimeException e) {
            errors.add("startTime", "\"" + time + "\"", "write an RFC 3339 time, such as \"2026-11-02T09:00:00Z\"");
        }
    }

    private static void zone(Complaints errors, String path, String zone) {
        try {
            // Abbreviations and offsets are left out on purpose: they know nothing of summer time.
            ZoneRulesProvider.getRules(ZoneId.of(zone).getId(), false);
        } catch (DateTimeException e) {
            errors.add(path, "\"" + zone + "\"", "write the IANA name of a time zone, such as Europe/Berlin or UTC");
        }
    }
}
