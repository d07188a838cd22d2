package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.stats.groupsequential.ScheduleClock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The schedule of an experiment whose last step has a deadline: a step brings information in proportion to its duration times w (1 - w), w
 * the challenger's share, as long as the traffic is even.
 */
public final class Schedule {

    /** A step without a minimum time still has its place. */
    private static final double SHORTEST_STEP = 1e-3;

    private Schedule() {
    }

    /**
     * Share of the scheduled information that has passed.
     *
     * @param steps the steps of a valid spec
     * @param stepIndex the running step
     * @param elapsed time since its weights were in force; a step that takes longer than scheduled adds nothing beyond its share
     * @return from 0 to 1, exactly 1 from the deadline on; empty without a deadline
     */
    public static OptionalDouble fraction(List<Step> steps, int stepIndex, Duration elapsed) {
        Step last = steps.get(steps.size() - 1);
        if (last.deadlineSeconds() == null) {
            return OptionalDouble.empty();
        }
        List<ScheduleClock.Step> scheduled = steps.stream().map(step -> new ScheduleClock.Step(
                Math.max(SHORTEST_STEP, step == last ? step.deadlineSeconds() : step.minimumSeconds()),
                step.percent().doubleValue() / 100)).toList();
        double before = scheduled.subList(0, stepIndex).stream().mapToDouble(ScheduleClock.Step::duration).sum();
        double seconds = elapsed.toMillis() / 1000.0;
        double length = scheduled.get(stepIndex).duration();
        if (stepIndex == steps.size() - 1 && seconds >= length) {
            return OptionalDouble.of(1);
        }
        return OptionalDouble.of(Math.min(Math.nextDown(1.0),
                new ScheduleClock(scheduled).fraction(before + Math.min(seconds, length))));
    }
}
