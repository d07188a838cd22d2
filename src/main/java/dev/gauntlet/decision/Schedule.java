package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.stats.groupsequential.ScheduleClock;
import java.time.Duration;
import java.util.ArrayList;
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
     * Share of the scheduled information that has passed. Only Canary and Experiment steps yield information.
     *
     * @param spec a valid spec
     * @param stepIndex the running step
     * @param elapsed time since its weights were in force; a step that takes longer than scheduled adds nothing beyond its share
     * @return from 0 to 1, exactly 1 from the deadline on; empty without a deadline
     */
    public static OptionalDouble fraction(ModelExperimentSpec spec, int stepIndex, Duration elapsed) {
        int last = spec.experimentIndex();
        Step experiment = spec.steps().get(last);
        if (experiment.deadlineSeconds() == null) {
            return OptionalDouble.empty();
        }
        double seconds = elapsed.toMillis() / 1000.0;
        if (stepIndex > last || stepIndex == last && seconds >= experiment.deadlineSeconds()) {
            return OptionalDouble.of(1);
        }
        List<ScheduleClock.Step> scheduled = new ArrayList<>();
        double passed = 0;
        for (int i = 0; i <= last; i++) {
            Step step = spec.steps().get(i);
            if (step.type().splits()) {
                double length = Math.max(SHORTEST_STEP, i == last ? step.deadlineSeconds() : step.minimumSeconds());
                scheduled.add(new ScheduleClock.Step(length, step.percent().doubleValue() / 100));
                passed += i < stepIndex ? length : i == stepIndex ? Math.min(seconds, length) : 0;
            }
        }
        return OptionalDouble.of(Math.min(Math.nextDown(1.0), new ScheduleClock(scheduled).fraction(passed)));
    }
}
