package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A canary of 20 s at 10 % brings 1.8, an experiment of 600 s at 50 % brings 150 units of information. */
class ScheduleTest {

    private static final List<Step> STEPS = List.of(step(Step.Type.Canary, "10", 20L, null),
            step(Step.Type.Experiment, "50", 30L, 600L));
    private static final double ALL = 151.8;

    @Test
    void aStepCountsByItsTimeAndTheProductOfItsShares() {
        assertThat(fraction(0, 10)).isCloseTo(0.9 / ALL, within(1e-12));
        assertThat(fraction(1, 0)).isCloseTo(1.8 / ALL, within(1e-12));
        assertThat(fraction(1, 300)).isCloseTo(76.8 / ALL, within(1e-12));
    }

    @Test
    void aStepThatTakesLongerThanScheduledAddsNothingBeyondItsShare() {
        assertThat(fraction(0, 100_000)).isEqualTo(fraction(0, 20)).isEqualTo(fraction(1, 0));
    }

    @Test
    void theFractionIsOneFromTheDeadlineOnAndNotEarlier() {
        assertThat(Schedule.fraction(spec(STEPS), 1, Duration.ofMillis(599_999)).orElseThrow()).isLessThan(1);
        assertThat(fraction(1, 600)).isEqualTo(1);
        assertThat(fraction(1, 700)).isEqualTo(1);
    }

    @Test
    void theFractionNeverFalls() {
        double[] fractions = IntStream.range(0, 600).mapToDouble(second -> fraction(1, second)).toArray();

        assertThat(fractions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void withoutADeadlineThereIsNoSchedule() {
        assertThat(Schedule.fraction(spec(List.of(step(Step.Type.Experiment, "50", 30L, null))), 0, Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void aStepWithoutAMinimumTimeHoldsItsPlaceAndNoMore() {
        List<Step> steps = List.of(step(Step.Type.Canary, "10", 0L, null), STEPS.get(1));

        assertThat(Schedule.fraction(spec(steps), 0, Duration.ofHours(1)).orElseThrow()).isBetween(0.0, 1e-5);
    }

    @Test
    void aSingleStepIsPassedInProportionToItsTime() {
        assertThat(Schedule.fraction(spec(STEPS.subList(1, 2)), 0, Duration.ofSeconds(150)).orElseThrow())
                .isCloseTo(0.25, within(1e-12));
    }

    @Test
    void stepsWithoutASplitBringNoInformation() {
        Step shadow = new Step("shadow", Step.Type.Shadow, null, "10", 3600L, null, null, null, null, null, null);
        Step approval = new Step("approval", Step.Type.Approval, null, null, null, null, null, null, 3600L, null, null);
        ModelExperimentSpec spec = spec(List.of(shadow, STEPS.get(0), approval, STEPS.get(1), approval));

        assertThat(Schedule.fraction(spec, 0, Duration.ofSeconds(1800)).orElseThrow()).isZero();
        assertThat(Schedule.fraction(spec, 1, Duration.ofSeconds(10)).orElseThrow()).isCloseTo(0.9 / ALL, within(1e-12));
        assertThat(Schedule.fraction(spec, 2, Duration.ofSeconds(1800)).orElseThrow()).isCloseTo(1.8 / ALL, within(1e-12));
        assertThat(Schedule.fraction(spec, 3, Duration.ofSeconds(300)).orElseThrow()).isCloseTo(76.8 / ALL, within(1e-12));
        assertThat(Schedule.fraction(spec, 4, Duration.ZERO).orElseThrow()).isEqualTo(1);
    }

    private static ModelExperimentSpec spec(List<Step> steps) {
        return new ModelExperimentSpec(null, null, null, null, null, null, steps, null, null, null, null, null, null, null);
    }

    private static double fraction(int step, long seconds) {
        return Schedule.fraction(spec(STEPS), step, Duration.ofSeconds(seconds)).orElseThrow();
    }

    private static Step step(Step.Type type, String percent, Long minimum, Long deadline) {
        return new Step(type.name(), type, percent, null, minimum, null, deadline, null, null, null, null);
    }
}
