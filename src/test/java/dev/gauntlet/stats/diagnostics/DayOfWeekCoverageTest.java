package dev.gauntlet.stats.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DayOfWeekCoverageTest {

    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;
    private static final long MONDAY = Instant.parse("2026-11-16T00:00:00Z").getEpochSecond();

    @Test
    void anyWholeWeekCoversAllDaysWhereverItStarts() {
        for (long shift : new long[] {0, 5 * HOUR, 3 * DAY + 1, -400_000_000_000L}) {
            DayOfWeekCoverage coverage = DayOfWeekCoverage.of(MONDAY + shift, MONDAY + shift + 7 * DAY, 0);
            assertThat(coverage.seconds()).containsOnly(DAY);
            assertThat(coverage.wholeWeeks()).isEqualTo(1);
            assertThat(coverage.isBalanced()).isTrue();
            assertThat(coverage.diagnostic().flagged()).isFalse();
        }
    }

    @Test
    void missingDaysAreNamed() {
        Diagnostic diagnostic = DayOfWeekCoverage.of(MONDAY + 12 * HOUR, MONDAY + 5 * DAY, 0).diagnostic();
        assertThat(diagnostic.flagged()).isTrue();
        assertThat(diagnostic.sentence()).contains("nothing of Saturday, Sunday").contains("part of Monday");
    }

    @Test
    void aPartOfAnotherWeekIsMentioned() {
        Diagnostic diagnostic = DayOfWeekCoverage.of(MONDAY, MONDAY + 16 * DAY, 0).diagnostic();
        assertThat(diagnostic.flagged()).isFalse();
        assertThat(diagnostic.sentence()).contains("2 whole weeks").contains("part of another");
    }

    @Test
    void secondsAgreeWithTheCalendar() {
        Random random = new Random(20261122);
        for (int run = 0; run < 50; run++) {
            long start = random.nextLong(4_000_000_000L) / HOUR * HOUR;
            int hours = random.nextInt(600);
            long[] expected = new long[7];
            for (int h = 0; h < hours; h++) {
                DayOfWeek day = Instant.ofEpochSecond(start + h * HOUR).atOffset(ZoneOffset.ofHours(2)).getDayOfWeek();
                expected[day.getValue() - 1] += HOUR;
            }
            DayOfWeekCoverage coverage = DayOfWeekCoverage.of(start, start + hours * HOUR, 2 * HOUR);
            assertThat(coverage.seconds().stream().mapToLong(Long::longValue).toArray()).isEqualTo(expected);
        }
    }

    @Test
    void impossibleRunsAreRefusedByName() {
        assertThat(DayOfWeekCoverage.of(MONDAY, MONDAY, 0).seconds()).containsOnly(0L);
        assertThatThrownBy(() -> DayOfWeekCoverage.of(MONDAY, MONDAY - 1, 0)).hasMessageContaining("end");
        assertThatThrownBy(() -> new DayOfWeekCoverage(List.of(1L))).hasMessageContaining("seconds");
    }
}
