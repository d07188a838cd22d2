package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import java.util.List;

/**
 * The clock that a planned ramp gives before any data: a step brings information in proportion to its duration times w(1-w),
 * where w is the challenger's share of the traffic, as long as the traffic is even. Spending on this clock instead of on the
 * information itself makes use of all alpha by the deadline, however much traffic really comes (Lan, DeMets 1989).
 *
 * @param steps the planned steps in their order
 */
public record ScheduleClock(List<Step> steps) {

    /**
     * @throws IllegalArgumentException when no step brings information
     */
    public ScheduleClock {
        steps = List.copyOf(steps);
        Arguments.positive("information of all steps", steps.stream().mapToDouble(Step::information).sum());
    }

    /**
     * Share of the planned information that the time so far stands for, in [0, 1].
     *
     * @param elapsed time since the first step began, in the unit of the durations, at least 0
     */
    public double fraction(double elapsed) {
        double left = Arguments.nonNegative("elapsed", elapsed);
        double passed = 0;
        double all = 0;
        for (Step step : steps) {
            all += step.information();
            passed += step.rate() * Math.min(left, step.duration());
            left = Math.max(0, left - step.duration());
        }
        return Math.min(1, passed / all);
    }

    /**
     * A step of the ramp.
     *
     * @param duration positive, in any unit of time
     * @param weight the challenger's share of the traffic that it and the champion get, in [0, 1]
     */
    public record Step(double duration, double weight) {

        /**
         * @throws IllegalArgumentException when the duration is not positive or the weight no share
         */
        public Step {
            Arguments.positive("duration", duration);
            Arguments.probability("weight", weight);
        }

        private double rate() {
            return weight * (1 - weight);
        }

        private double information() {
            return duration * rate();
        }
    }
}
