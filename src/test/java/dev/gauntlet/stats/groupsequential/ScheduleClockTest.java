package dev.gauntlet.stats.groupsequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleClockTest {

    private static final ScheduleClock CLOCK = new ScheduleClock(List.of(
            new ScheduleClock.Step(10, 0.1), new ScheduleClock.Step(10, 0), new ScheduleClock.Step(20, 0.5)));

    @Test
    void runsFasterWhereBothArmsGetTraffic() {
        double all = 10 * 0.09 + 20 * 0.25;
        assertThat(CLOCK.fraction(0)).isZero();
        assertThat(CLOCK.fraction(5)).isCloseTo(5 * 0.09 / all, within(1e-15));
        assertThat(CLOCK.fraction(20)).isEqualTo(CLOCK.fraction(10));
        assertThat(CLOCK.fraction(30)).isCloseTo((10 * 0.09 + 10 * 0.25) / all, within(1e-15));
    }

    @Test
    void endsAtOneAndStaysThere() {
        assertThat(CLOCK.fraction(40)).isEqualTo(1);
        assertThat(CLOCK.fraction(1e9)).isEqualTo(1);
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> CLOCK.fraction(-1)).hasMessageContaining("elapsed");
        assertThatThrownBy(() -> new ScheduleClock.Step(0, 0.5)).hasMessageContaining("duration");
        assertThatThrownBy(() -> new ScheduleClock.Step(1, 1.5)).hasMessageContaining("weight");
        assertThatThrownBy(() -> new ScheduleClock(List.of(new ScheduleClock.Step(1, 1)))).hasMessageContaining("information");
    }
}
