package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Schedule;
import dev.gauntlet.api.v1alpha1.Schedule.FreezeWindow;
import dev.gauntlet.decision.Circumstances.Freeze;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreezeWindowsTest {

    private static final String HOUR = "3600";

    /** A weekend from Friday 18:00 to Monday 06:00, beside the edges of summer time: 2026-03-29 02:00 to 03:00, 2026-10-25 03:00 to 02:00. */
    @ParameterizedTest(name = "{0} {1} for {2} s at {3}: until {4}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-11-20T16:59:59Z | -",
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-11-20T17:00:00Z | 2026-11-23T05:00:00Z",
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-11-23T04:59:59Z | 2026-11-23T05:00:00Z",
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-11-23T05:00:00Z | -",
        "0 18 * * 5 | UTC | 216000 | 2026-11-20T17:30:00Z | -",
        // Equally long over the change of the clocks, so the end shifts by the hour.
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-03-28T12:00:00Z | 2026-03-30T05:00:00Z",
        "0 18 * * 5 | Europe/Berlin | 216000 | 2026-10-24T12:00:00Z | 2026-10-26T04:00:00Z",
        // The clock never shows 02:30 on 2026-03-29: the freeze begins when it jumps, at 01:00Z.
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-29T00:59:59Z | -",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-29T01:00:00Z | 2026-03-29T02:00:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-29T01:59:59Z | 2026-03-29T02:00:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-29T02:00:00Z | -",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-28T01:30:00Z | 2026-03-28T02:30:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-03-30T00:30:00Z | 2026-03-30T01:30:00Z",
        // It shows 02:30 twice on 2026-10-25, at 00:30Z and at 01:30Z: one freeze of two hours.
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-10-25T00:29:59Z | -",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-10-25T00:30:00Z | 2026-10-25T02:30:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-10-25T01:10:00Z | 2026-10-25T02:30:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-10-25T01:30:00Z | 2026-10-25T02:30:00Z",
        "30 2 * * * | Europe/Berlin | " + HOUR + " | 2026-10-25T02:30:00Z | -",
        "30 2 * * * | Europe/Berlin | 600 | 2026-10-25T00:39:59Z | 2026-10-25T00:40:00Z",
        "30 2 * * * | Europe/Berlin | 600 | 2026-10-25T01:00:00Z | -",
        "30 2 * * * | Europe/Berlin | 600 | 2026-10-25T01:35:00Z | 2026-10-25T01:40:00Z",
        "5 * * * * | Europe/Berlin | 600 | 2026-10-25T01:06:00Z | 2026-10-25T01:15:00Z",
        "0 0 29 2 * | UTC | 86400 | 2028-02-29T12:00:00Z | 2028-03-01T00:00:00Z",
        "0 0 29 2 * | UTC | 86400 | 2026-02-28T12:00:00Z | -",
        "0 0 13 * FRI | UTC | 60 | 2026-11-13T00:00:30Z | 2026-11-13T00:01:00Z"}, quoteCharacter = '`')
    void isOpenWhenTheClockOnTheWallSaysSo(String cron, String zone, long seconds, Instant now, Instant until) {
        assertThat(FreezeWindows.open(schedule(cron + "," + zone + "," + seconds), now))
                .isEqualTo(Optional.ofNullable(until).map(end -> new Freeze("w0", end)));
    }

    @Test
    void namesTheOpenWindowThatEndsLastAndTheEndOfAllThatFollowWithoutPause() {
        Schedule schedule = schedule("0 12 * * *,UTC,3600", "0 11 * * *,UTC,10800", "0 14 * * *,UTC,3600", "0 16 * * *,UTC,3600");

        assertThat(FreezeWindows.open(schedule, Instant.parse("2026-11-20T12:30:00Z")))
                .contains(new Freeze("w1", Instant.parse("2026-11-20T15:00:00Z")));
        assertThat(FreezeWindows.open(schedule, Instant.parse("2026-11-20T15:00:00Z"))).isEmpty();
    }

    @Test
    void aWindowThatBeginsAgainBeforeItsEndGoesOn() {
        assertThat(FreezeWindows.open(schedule("0 18 * * 5-6,UTC,172800"), Instant.parse("2026-11-20T18:00:00Z")))
                .contains(new Freeze("w0", Instant.parse("2026-11-23T18:00:00Z")));
    }

    @Test
    void withoutWindowsNothingIsEverFrozen() {
        assertThat(FreezeWindows.open(Schedule.always(), Instant.EPOCH)).isEmpty();
        assertThat(FreezeWindows.nextOpening(Schedule.always(), Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T16:00:00Z, 2026-11-20T17:00:00Z",
        "2026-11-20T17:00:00Z, 2026-11-21T01:30:00Z",
        "2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
        "2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
        "2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
        "2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        "2026-10-25T01:30:00Z, 2026-10-26T01:30:00Z"})
    void theNextFreezeIsTheEarliestOfAllWindows(Instant now, Instant begins) {
        Schedule schedule = schedule("0 18 * * 5,Europe/Berlin,60", "30 2 * * *,Europe/Berlin,60");

        assertThat(FreezeWindows.nextOpening(schedule, now)).contains(begins);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "0 18 * * 5,UTC,604800 | durationSeconds | 604800 | lasts until it begins again (schedule \"0 18 * * 5\"), a freeze that never ends",
        "0 0 * * *,Europe/Berlin,86400 | durationSeconds | 86400 | never ends",
        "0 0 * * *,UTC,200000 | durationSeconds | 200000 | shorter than the time between two beginnings",
        "0 0 1 1 *,UTC,31536000 | durationSeconds | 31536000 | never ends",
        "0 0 1 * *,UTC,2678400 | durationSeconds | 2678400 | never ends",
        "*/30 * * * *,UTC,1800 | durationSeconds | 1800 | never ends",
        "*/5 * * * *,UTC,60 | schedule | \"*/5 * * * *\" | begins more than 48 times a day; begin less often and last longer (durationSeconds is 60)",
        "0 0 30 2 *,UTC,60 | schedule | \"0 0 30 2 *\" | no such day ever comes",
        "0 9 31 4-6/2 *,UTC,60 | schedule | \"0 9 31 4-6/2 *\" | correct day-of-month or month",
        "0 25 * * *,UTC,60 | schedule | \"0 25 * * *\" | not in range",
        "0 18 * *,UTC,60 | schedule | \"0 18 * *\" | five fields",
        "0 0 18 * * 5,UTC,60 | schedule | \"0 0 18 * * 5\" | five fields",
        "every friday,UTC,60 | schedule | \"every friday\" | five fields"}, quoteCharacter = '`')
    void refusesWindowsThatNeverBeginOrNeverEnd(String window, String field, String value, String remedy) {
        assertThat(FreezeWindowValidator.validate(schedule(window))).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("spec.schedule.freezeWindows[0]." + field);
            assertThat(error.value()).isEqualTo(value);
            assertThat(error.remedy()).contains(remedy);
        });
    }

    @Test
    void refusesWindowsThatTogetherNeverEnd() {
        Schedule halves = schedule("0 0 * * *,UTC,43200", "0 12 * * *,UTC,43200", "0 18 * * 5,UTC,60");

        assertThat(FreezeWindowValidator.validate(halves)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("spec.schedule.freezeWindows");
            assertThat(error.value()).isEqualTo("w0, w1, w2");
            assertThat(error.remedy()).contains("together", "never ends", "durationSeconds");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 18 * * 5,Europe/Berlin,216000", "0 18 * * FRI,Europe/Berlin,604799", "0 0 * * *,UTC,86399", "0 18 * * 5-6,UTC,172800",
        "0 0 29 2 *,UTC,31536000", "0 0 20 12 *,America/New_York,1209600", "0 9-17/2 * * 1-5,Asia/Kolkata,3600",
        "0 0 1 1 *,UTC,31449600"}, quoteCharacter = '`')
    void acceptsWindowsThatEnd(String window) {
        assertThat(FreezeWindowValidator.validate(schedule(window))).isEmpty();
        assertThat(FreezeWindowValidator.validate(schedule(window, "15 3 * * *,UTC,60"))).isEmpty();
    }

    @Test
    void leavesToOthersWhatIsWrongElsewhere() {
        Schedule schedule = new Schedule(null, List.of(new FreezeWindow("a", "0 0 * * *", "Europe/Atlantis", 60L),
                new FreezeWindow("b", null, null, 60L), new FreezeWindow("c", "0 0 * * *", null, null)));

        assertThat(FreezeWindowValidator.validate(schedule)).extracting(FieldError::field).isEmpty();
    }

    private static Schedule schedule(String... windows) {
        return new Schedule(null, Stream.iterate(0, i -> i + 1).limit(windows.length).map(i -> {
            List<String> parts = Arrays.asList(windows[i].trim().split(","));
            return new FreezeWindow("w" + i, parts.get(0), parts.get(1), Long.valueOf(parts.get(2)));
        }).toList());
    }
}
