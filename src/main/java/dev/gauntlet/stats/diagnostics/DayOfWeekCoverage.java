package dev.gauntlet.stats.diagnostics;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of each day of the week a run covered. Traffic differs between days; a run of whole weeks counts each the same.
 *
 * @param seconds seconds covered of each day, Monday first, seven numbers
 */
public record DayOfWeekCoverage(List<Long> seconds) {

    private static final long DAY = 24 * 3600;
    private static final long WEEK = 7 * DAY;
    /** The first of January 1970 was a Thursday: Monday before it. */
    private static final long MONDAY = -3 * DAY;
    private static final List<String> NAMES =
            List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

    /**
     * @throws IllegalArgumentException when there are not seven numbers or one is negative
     */
    public DayOfWeekCoverage {
        seconds = List.copyOf(seconds);
        if (seconds.size() != 7 || seconds.stream().anyMatch(s -> s < 0)) {
            throw new IllegalArgumentException("seconds must hold seven numbers that are not negative but holds " + seconds);
        }
    }

    /**
     * Of a run without gaps.
     *
     * @param start first second, since the start of 1970 in UTC
     * @param end end, the same, not before the start
     * @param offset seconds that the users' clocks are ahead of UTC, for instance 7200
     * @throws IllegalArgumentException when the end lies before the start
     */
    public static DayOfWeekCoverage of(long start, long end, long offset) {
        if (end < start) {
            throw new IllegalArgumentException("end must not lie before the start " + start + " but is " + end);
        }
        long from = Math.subtractExact(Math.addExact(start, offset), MONDAY);
        long to = Math.subtractExact(Math.addExact(end, offset), MONDAY);
        List<Long> seconds = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            seconds.add(covered(to, day) - covered(from, day));
        }
        return new DayOfWeekCoverage(seconds);
    }

    /** Weeks that were covered completely, each day counted by the one with the least. */
    public long wholeWeeks() {
        return seconds.stream().mapToLong(Long::longValue).min().orElseThrow() / DAY;
    }

    /** True when all days were covered for the same time. */
    public boolean isBalanced() {
        return seconds.stream().distinct().count() == 1;
    }

    /** The check in words; flagged when a day of the week is missing or was covered in part only. */
    public Diagnostic diagnostic() {
        boolean flagged = wholeWeeks() == 0;
        return new Diagnostic(Diagnostic.Name.DAY_OF_WEEK_COVERAGE, flagged, flagged ? missing() : complete());
    }

    private String missing() {
        List<String> none = new ArrayList<>();
        List<String> part = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            if (seconds.get(day) == 0) {
                none.add(NAMES.get(day));
            } else if (seconds.get(day) < DAY) {
                part.add(NAMES.get(day));
            }
        }
        return "The run has not covered a whole week"
                + (none.isEmpty() ? "" : ", there is nothing of " + String.join(", ", none))
                + (part.isEmpty() ? "" : ", only a part of " + String.join(", ", part))
                + ": the effect may be another on those days.";
    }

    private String complete() {
        return "The run has covered " + (wholeWeeks() == 1 ? "a whole week" : wholeWeeks() + " whole weeks")
                + (isBalanced() ? "." : " and a part of another, whose days count more than the rest.");
    }

    /** Seconds of a day of the week up to a moment counted from a Monday; only differences mean anything. */
    private static long covered(long moment, int day) {
        long inWeek = Math.floorMod(moment, WEEK);
        return Math.floorDiv(moment, WEEK) * DAY + Math.max(0, Math.min(DAY, inWeek - day * DAY));
    }
}
