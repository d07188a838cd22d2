package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;

/**
 * Weights of the traffic from a moment on.
 *
 * @param start seconds since the start of the experiment, at least 0
 * @param championWeight share of all traffic that the champion gets, in [0, 1]
 * @param challengerWeight share of all traffic that the challenger gets, in [0, 1]; both together at most 1
 */
public record TrafficStep(double start, double championWeight, double challengerWeight) {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public TrafficStep {
        Arguments.nonNegative("start", start);
        Arguments.probability("championWeight", championWeight);
        Arguments.probability("challengerWeight", challengerWeight);
        if (championWeight + challengerWeight > 1 + 1e-9) {
            throw new IllegalArgumentException("championWeight and challengerWeight must not exceed 1 together but are "
                    + championWeight + " and " + challengerWeight);
        }
    }

    /** A step between one challenger and the champion, who gets the rest of the traffic. */
    public static TrafficStep of(double start, double challengerWeight) {
        return new TrafficStep(start, 1 - Arguments.probability("challengerWeight", challengerWeight), challengerWeight);
    }

    /** False when an arm gets no traffic: such a step brings no information. */
    public boolean isComparable() {
        return championWeight > 0 && challengerWeight > 0;
    }
}
