package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeGridTest {
    private final TimeGrid grid = new TimeGrid(Lab.START, Duration.ofSeconds(30));

    @Test
    void aBlockIncludesItsEnd() {
        assertThat(grid.block(at(0.001), 0)).isZero();
        assertThat(grid.block(at(30), 0)).isZero();
        assertThat(grid.block(at(30.001), 0)).isEqualTo(1);
        assertThat(grid.start(1, 0)).isEqualTo(at(30));
    }

    @Test
    void blocksDoubleWhenThereWouldBeTooMany() {
        assertThat(grid.level(at(0))).isZero();
        assertThat(grid.level(at(64 * 30))).isZero();
        assertThat(grid.level(at(64 * 30 + 0.001))).isEqualTo(1);
        assertThat(grid.level(at(14 * 86_400))).isEqualTo(10);
        assertThat(grid.length(1)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aBlockIsTwoOfTheLevelBefore() {
        for (int second = 1; second < 5_000; second += 7) {
            assertThat(grid.block(at(second), 3)).isEqualTo(grid.block(at(second), 2) >> 1);
        }
    }
}
