package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LimitWindowTest {
    private static final HardLimit LIMIT = HardLimit.above(0.05, 200);

    @Test
    void aSlotIsJudgedOnlyWhenItIsOver() {
        LimitWindow window = LimitWindow.startingAt(1).plus(1, tally(30, 300), LIMIT);

        assertThat(window.finishedBefore(1, LIMIT).lastWindowRate()).isEmpty();
        assertThat(window.finishedBefore(2, LIMIT).lastWindowRate()).hasValue(0.1);
    }

    @Test
    void slotsAreJoinedUntilThereAreEnoughSamples() {
        LimitWindow window = LimitWindow.startingAt(1).plus(1, tally(6, 100), LIMIT).plus(2, tally(4, 50), LIMIT);
        assertThat(window.finishedBefore(3, LIMIT).lastWindowRate()).isEmpty();

        LimitWindow judged = window.plus(5, tally(2, 50), LIMIT).finishedBefore(6, LIMIT);

        assertThat(judged.lastWindowRate()).hasValue(0.06);
        assertThat(judged.lastWindowSamples()).isEqualTo(200);
        assertThat(judged.consecutiveViolations()).isEqualTo(1);
        assertThat(judged.denominator()).isZero();
    }

    @Test
    void violationsAreCountedInARowAndForgottenByAGoodWindow() {
        LimitWindow bad = LimitWindow.startingAt(1).plus(1, tally(20, 200), LIMIT).plus(2, tally(20, 200), LIMIT).finishedBefore(3, LIMIT);
        assertThat(bad.consecutiveViolations()).isEqualTo(2);

        assertThat(bad.plus(3, tally(1, 200), LIMIT).finishedBefore(4, LIMIT).consecutiveViolations()).isZero();
    }

    @Test
    void aRateAtTheLimitDoesNotViolateIt() {
        assertThat(LimitWindow.startingAt(1).plus(1, tally(10, 200), LIMIT).finishedBefore(2, LIMIT).consecutiveViolations()).isZero();
    }

    @Test
    void aMinimumIsViolatedFromBelow() {
        HardLimit minimum = HardLimit.below(0.9, 10);

        assertThat(LimitWindow.startingAt(1).plus(1, tally(8, 10), minimum).finishedBefore(2, minimum).consecutiveViolations()).isEqualTo(1);
    }

    @Test
    void whatArrivesForAFinishedSlotCountsInTheOpenOne() {
        LimitWindow window = LimitWindow.startingAt(5).plus(3, tally(20, 200), LIMIT);

        assertThat(window.finishedBefore(5, LIMIT).lastWindowRate()).isEmpty();
        assertThat(window.finishedBefore(6, LIMIT).consecutiveViolations()).isEqualTo(1);
    }

    @Test
    void aLimitNeedsABoundAndASampleSize() {
        assertThatThrownBy(() -> new HardLimit(OptionalDouble.empty(), OptionalDouble.empty(), 10)).hasMessageContaining("maximum or a minimum");
        assertThatThrownBy(() -> HardLimit.above(0.1, 0)).hasMessageContaining("at least one sample");
    }

    private static LimitTally tally(long numerator, long denominator) {
        return new LimitTally(BigDecimal.valueOf(numerator), BigDecimal.valueOf(denominator));
    }
}
