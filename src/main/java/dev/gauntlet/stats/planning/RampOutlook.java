package dev.gauntlet.stats.planning;

import java.util.OptionalDouble;

/**
 * What a plan comes to under the traffic it will get.
 *
 * @param informationNeeded information of the longest run
 * @param informationAtDeadline information the traffic brings by the deadline
 * @param longestSeconds seconds until the longest run is over; empty when the deadline comes first
 * @param expectedSeconds seconds until the mean run at the planned difference is over; empty when the deadline comes first
 * @param powerAtDeadline probability to show the planned difference by the deadline
 * @param detectableRise smallest difference above the null value that the deadline allows to show with the planned power; empty
 *     when none
 * @param detectableFall the same below the null value
 */
public record RampOutlook(double informationNeeded, double informationAtDeadline, OptionalDouble longestSeconds,
        OptionalDouble expectedSeconds, double powerAtDeadline, OptionalDouble detectableRise, OptionalDouble detectableFall) {

    private static final double WEEK = 7 * 24 * 3600;

    /** True when the deadline brings less than half of what the plan needs: not worth starting. */
    public boolean isUnderpowered() {
        return informationAtDeadline < 0.5 * informationNeeded;
    }

    /** The longest run rounded up to whole weeks, in seconds, so that each day of the week counts the same. */
    public OptionalDouble longestSecondsInWholeWeeks() {
        return longestSeconds.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(WEEK * Math.ceil(longestSeconds.getAsDouble() / WEEK));
    }
}
