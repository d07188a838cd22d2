package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevertsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** Seconds before noon of those that are noted. */
    private static Reverts noted(String seconds) {
        Reverts reverts = Reverts.NONE;
        for (String before : seconds.isEmpty() ? new String[0] : seconds.split(" ")) {
            reverts = reverts.plus(NOON.minusSeconds(Long.parseLong(before)));
        }
        return reverts;
    }

    @ParameterizedTest
    @CsvSource({"'', false", "10, false", "20 10, true", "299 1, true", "300 1, false", "900 800 10, false", "900 800 20 10, true"})
    void twoWithinFiveMinutesAreTheLimit(String secondsBefore, boolean exhausted) {
        assertThat(noted(secondsBefore).isExhausted(NOON)).isEqualTo(exhausted);
    }

    @Test
    void aThirdStopsForGood() {
        assertThat(noted("20 10").isStopped()).isFalse();
        Reverts third = noted("20 10").plus(NOON);
        assertThat(third.isStopped()).isTrue();
        assertThat(Reverts.parse(third.text()).isStopped()).isTrue();
        assertThat(third.times()).hasSize(3);
    }

    @Test
    void onlyTheLastFiveMinutesAreKept() {
        assertThat(noted("900 800 10").times()).containsExactly(NOON.minusSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "nonsense, 0", "'2026-11-22T12:00:00Z nonsense', 1", "'2026-11-22T12:00:00Z  2026-11-22T11:59:00Z', 2"})
    void whatIsUnreadableIsLeftOut(String text, int times) {
        assertThat(Reverts.parse(text).times()).hasSize(times).isSorted();
    }
}
